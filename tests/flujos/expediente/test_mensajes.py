"""Los mensajes: dos tableros, y el interno nunca sale hacia el ente."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from bitacora.models import Evento
from cuentas.acceso.acceso import AccesoDenegado
from cuentas.models import Aviso
from dictamenes import tramite
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado, Impedimento
from dictamenes.models import Mensaje
from dictamenes.reglas.participacion import declarar_interes
from flujos.expediente.conversacion import escribir
from flujos.recorrido import actos

pytestmark = pytest.mark.django_db
SECRETO = "NOTAINTERNAQQ"


def _url(solicitud, final="mensajes/"):
    return f"/expedientes/{solicitud.pk}/{final}"


def test_una_aclaracion_va_y_viene_sin_mover_el_plazo(mundo, client):
    solicitud = mundo.presentada()
    vence = solicitud.plazos.get(clase="requisitos").vence_en
    client.force_login(mundo.recepcion)
    client.post(_url(solicitud), {"tablero": "compartido", "texto": "¿La garantía es en sitio?"})
    client.force_login(mundo.presenta)
    pagina = client.get(_url(solicitud)).content.decode()
    assert "¿La garantía es en sitio?" in pagina
    assert mundo.recepcion.nombre not in pagina
    client.post(_url(solicitud), {"tablero": "compartido", "texto": "Sí, en sitio."})
    assert [m.del_ente for m in Mensaje.objects.all()] == [False, True]
    assert solicitud.plazos.get(clase="requisitos").vence_en == vence
    assert Evento.objects.filter(accion="mensaje.escrito").count() == 2
    assert Aviso.objects.filter(persona=mundo.presenta, asunto__contains="mensaje nuevo").count() == 1
    assert Aviso.objects.filter(persona=mundo.coordinacion, asunto__contains="El ente escribió").count() == 1


def test_lo_interno_no_sale_hacia_el_ente_por_ningun_lado(mundo, client):
    solicitud = mundo.presentada()
    client.force_login(mundo.recepcion)
    client.post(_url(solicitud), {"tablero": "interno", "texto": SECRETO})
    assert SECRETO in client.get(_url(solicitud)).content.decode()
    for persona in (mundo.elabora, mundo.presenta):
        client.force_login(persona)
        for final in ("", "mensajes/"):
            assert SECRETO not in client.get(_url(solicitud, final)).content.decode()
        assert client.post(_url(solicitud), {"tablero": "interno", "texto": "Hola"}).status_code == 422
        with pytest.raises(AccesoDenegado):
            escribir(solicitud, por=persona, en=mundo.en, tablero="interno", texto="Hola")
    assert Mensaje.objects.count() == 1
    assert not Aviso.objects.filter(texto__contains=SECRETO).exists()
    assert SECRETO not in str(list(Evento.objects.values_list("datos_evento__datos", flat=True)))


def test_la_base_no_admite_al_ente_en_el_tablero_interno(mundo):
    solicitud = mundo.presentada()
    with pytest.raises(IntegrityError), transaction.atomic():
        Mensaje.objects.create(solicitud=solicitud, tablero="interno", texto="x", por=mundo.presenta, en=mundo.en,
                               del_ente=True)


def test_quien_audita_lee_y_no_escribe_y_quien_se_excuso_tampoco(mundo, client):
    solicitud = mundo.presentada()
    client.force_login(mundo.auditor)
    assert "Enviar el mensaje" not in client.get(_url(solicitud)).content.decode()
    with pytest.raises(AccesoDenegado):
        escribir(solicitud, por=mundo.auditor, en=mundo.en, tablero="compartido", texto="Hola")
    declarar_interes(solicitud, por=mundo.recepcion, en=mundo.en, motivo="Es de un pariente.")
    with pytest.raises(Impedimento):
        escribir(solicitud, por=mundo.recepcion, en=mundo.en, tablero="interno", texto="Hola")


def test_a_quien_audita_se_le_niega_con_constancia_aunque_el_formulario_este_mal(mundo, client):
    solicitud = mundo.presentada()
    client.force_login(mundo.auditor)
    assert client.post(_url(solicitud), {}).status_code == 403
    assert Evento.objects.filter(accion="acceso.rechazado", por=mundo.auditor).exists()


def test_un_doble_clic_deja_un_solo_mensaje(mundo, client):
    solicitud = mundo.presentada()
    client.force_login(mundo.presenta)
    for _ in range(2):
        respuesta = client.post(_url(solicitud), {"tablero": "compartido", "texto": "¡Hola!", "ficha_de_envio": "x"})
        assert respuesta.status_code == 302
    assert Mensaje.objects.count() == 1


def test_un_asunto_concluido_ya_no_recibe_mensajes(mundo):
    solicitud = actos.ejecutar(tramite.desistir, mundo.presentada(), por=mundo.presenta, en=mundo.en, motivo="Ya no.")
    with pytest.raises(EstadoEquivocado):
        escribir(solicitud, por=mundo.presenta, en=mundo.en, tablero="compartido", texto="Hola")


@pytest.mark.parametrize("texto", ["", "   ", "x" * 4001])
def test_un_mensaje_dice_algo_y_cabe(mundo, texto):
    with pytest.raises(DatosInvalidos):
        escribir(mundo.presentada(), por=mundo.presenta, en=mundo.en, tablero="compartido", texto=texto)
