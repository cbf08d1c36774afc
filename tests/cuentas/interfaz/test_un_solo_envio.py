"""El doble clic, «volver» y el reenvío en un formulario que crea: lo mismo lleva al primero; lo distinto es otro envío."""

from __future__ import annotations

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from bitacora.cadena import FueraDeTransaccion, anotar
from bitacora.models import Evento
from bitacora.una_vez import YaSeEnvio, una_vez
from dictamenes.models import Solicitud

pytestmark = pytest.mark.django_db
NUEVA = {"naturaleza": "si", "funcion": "no", "existente": "no", "tipo": "bienes", "modalidad": "adquisicion",
         "proyecto": "Equipo de ventanilla"}

NO = {"naturaleza": "no", "base": "Es papelería."}


@pytest.fixture
def enviar(mundo):
    """Envía el formulario de solicitud nueva con la sesión de quien elabora, siguiendo la redirección."""
    cliente = Client()
    cliente.force_login(mundo.elabora, backend="allauth.account.auth_backends.AuthenticationBackend")
    return lambda **cambios: cliente.post(reverse("flujos:nueva"), {**NUEVA, "ficha_de_envio": "f", **cambios}, follow=True)


def test_el_segundo_envio_lleva_al_resultado_del_primero_y_lo_dice(enviar):
    primero, segundo = enviar(), enviar()
    assert Solicitud.objects.count() == 1
    assert segundo.request["PATH_INFO"] == primero.request["PATH_INFO"]
    assert "no se repitió" in segundo.text
    assert "no se repitió" not in primero.text


@pytest.mark.parametrize("cambio", [{"ficha_de_envio": "otra"}, {"proyecto": "Otro equipo"}])
def test_con_otra_ficha_o_con_otro_contenido_es_otro_envio(enviar, cambio):
    enviar()
    enviar(**cambio)
    assert Solicitud.objects.count() == 2


def test_la_consulta_que_no_requiere_dictamen_se_anota_una_vez_y_contesta_igual(enviar):
    primero, segundo = enviar(**NO), enviar(**NO)
    assert Evento.objects.filter(accion="alcance.consultado").count() == 1
    assert "no requiere dictamen" in primero.text
    assert "no requiere dictamen" in segundo.text


def test_lo_que_falla_a_medias_no_gasta_el_envio_y_otro_choque_no_se_disfraza(mundo):
    with pytest.raises(FueraDeTransaccion), una_vez("x") as clave:
        raise FueraDeTransaccion(anotar("prueba.hecha", "prueba:1", por=None, en=mundo.en, clave=clave))
    with pytest.raises(IntegrityError), una_vez("x"):
        raise IntegrityError
    with una_vez("x") as clave:
        anotar("prueba.hecha", "prueba:2", por=None, en=mundo.en, clave=clave)
    with pytest.raises(YaSeEnvio) as repetido, una_vez("x"):
        pytest.fail("no debía entrar")
    assert repetido.value.objeto == "prueba:2"
