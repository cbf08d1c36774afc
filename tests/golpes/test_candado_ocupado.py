"""Una base ocupada, un candado que no llega o un abrazo mortal: se espera o se dice con 409 o 503; nunca un 500."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection, transaction
from django.urls import reverse

from cuentas.models import Nombramiento, Usuario
from dictamenes.models import Solicitud
from flujos.models import Proceso
from tests.golpes.golpes_de_cuentas import propuesto
from tests.herramientas.servidor_de_prueba import servidor
from tests.herramientas.sin_guardas import PREPARAR

pytestmark = pytest.mark.django_db(transaction=True)
CORTA = {"ESPERA_DE_PRUEBA": "1000"}


def tomar(solicitud) -> None:
    """Retiene lo que un acto sobre esa solicitud necesita; en SQLite, la base entera."""
    if connection.vendor == "postgresql":
        list(Proceso.objects.select_for_update().filter(vinculo__solicitud=solicitud).values_list("pk"))
        list(Solicitud.objects.select_for_update().filter(pk=solicitud.pk).values_list("pk"))


def test_con_el_candado_tomado_se_lee_y_lo_que_no_pudo_escribirse_se_dice(mundo):
    solicitud = mundo.presentada()
    url = reverse("flujos:improcedente", args=[solicitud.pk])
    with servidor(arranque=[PREPARAR], entorno=CORTA) as s:
        recepcion = s.cliente(mundo.recepcion)
        datos = {**recepcion.formulario(url, "Declarar"), "motivo": "No es tecnología."}
        with transaction.atomic():
            tomar(solicitud)
            assert recepcion.get(url).codigo == 200
            perdida = recepcion.post(url, datos)
            assert Solicitud.objects.get(pk=solicitud.pk).estado == "en_requisitos"
        assert perdida.codigo in (409, 503), perdida.texto
        assert int(perdida.cabeceras["Retry-After"]) > 0
        assert "vuelva a intentar" in perdida.texto
        assert recepcion.post(url, datos).codigo == 302
    assert Solicitud.objects.get(pk=solicitud.pk).estado == "improcedente"


def test_si_el_candado_se_suelta_a_tiempo_el_acto_espera_y_queda(mundo):
    solicitud = mundo.presentada()
    url = reverse("flujos:improcedente", args=[solicitud.pk])
    with servidor() as s:
        recepcion = s.cliente(mundo.recepcion)
        datos = {**recepcion.formulario(url, "Declarar"), "motivo": "No es tecnología."}
        respuestas = []
        envio = threading.Thread(target=lambda: respuestas.append(recepcion.post(url, datos)))
        with transaction.atomic():
            tomar(solicitud)
            envio.start()
            time.sleep(1)
            assert respuestas == []
        envio.join()
    assert respuestas[0].codigo == 302
    assert Solicitud.objects.get(pk=solicitud.pk).estado == "improcedente"


def test_un_abrazo_mortal_se_deshace_y_se_puede_reintentar(mundo):
    """El servidor toma el nombramiento y quiere a la persona; aquí se tiene a la persona y se quiere el nombramiento."""
    nombramiento = propuesto(mundo)
    url = reverse("cuentas:nombramiento_confirmar", args=[nombramiento.pk])
    with servidor(arranque=[PREPARAR], entorno={"PAUSA_DE_PRUEBA": "1"}) as s:
        cliente = s.cliente(mundo.administrador)
        datos = cliente.formulario(url, "Confirmar")
        respuestas = []
        envio = threading.Thread(target=lambda: respuestas.append(cliente.post(url, datos)))
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:  # que la víctima sea el servidor
                    cursor.execute("SET LOCAL deadlock_timeout = '20s'; SET LOCAL lock_timeout = '20s'")
            list(Usuario.objects.select_for_update().filter(pk=nombramiento.persona_id).values_list("pk"))
            envio.start()
            time.sleep(0.7)
            list(Nombramiento.objects.select_for_update().filter(pk=nombramiento.pk).values_list("pk"))
            if connection.vendor == "postgresql":
                envio.join()
        envio.join()
        assert respuestas[0].codigo in (302, 503)
        if connection.vendor == "postgresql":
            assert (respuestas[0].codigo, respuestas[0].cabeceras["Retry-After"]) == (503, "5"), s.dicho()[-2000:]
        assert cliente.post(url, datos).codigo == 302
    nombramiento.refresh_from_db()
    assert nombramiento.confirmado_en
