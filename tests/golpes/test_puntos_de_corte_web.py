"""El proceso web muere de verdad a la mitad de cada acto; la persona repite su envío y queda un solo efecto."""

from __future__ import annotations

import time
from http.client import HTTPException

import pytest
from django.urls import reverse

from bitacora.models import Evento
from dictamenes.models import Solicitud
from flujos.invariantes import revisar
from tests.golpes import cortes
from tests.herramientas.dosis import muestra
from tests.herramientas.servidor_de_prueba import servidor
from tests.tecleado import CONTRASENA, opinion, propuesta

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lenta, pytest.mark.larga]
AREA = "infraestructura"
ESPERA_SEGUNDOS = 60
CAIDA = (ConnectionError, HTTPException, OSError)


def _presentar(mundo):
    solicitud = mundo.borrador()
    return solicitud, mundo.presenta, "presentar", [], {"veracidad": "on"}, "solicitud.presentada"


def _admitir(mundo):
    return mundo.presentada(), mundo.recepcion, "requisitos", [], {}, "solicitud.admitida"


def _opinar(mundo):
    solicitud = mundo.en_revision()
    return solicitud, mundo.tecnicos[AREA], "revision", [AREA], opinion(solicitud), "revision.dada"


def _proponer(mundo):
    solicitud = mundo.en_estrategia()
    return solicitud, mundo.estrategico, "estrategia", [], propuesta(mundo, solicitud), "dictamen.propuesto"


def _firmar(mundo):
    solicitud = mundo.por_firmar()
    mundo.leer(solicitud)
    return solicitud, mundo.firmante, "firma", [], {"contrasena": CONTRASENA}, "dictamen.firmado"


ACTOS = [_presentar, _admitir, _opinar, _proponer, _firmar]


@pytest.fixture
def web(mundo, tmp_path, monkeypatch):
    """Un servidor de un solo proceso: cuando muere, gunicorn levanta otro."""
    mundo.credenciales()
    monkeypatch.setenv(cortes.VARIABLE, str(tmp_path / "punto"))
    with servidor(procesos=1, arranque=["tests.golpes.cortes:armar_web"]) as s:
        yield s


@pytest.mark.parametrize("acto", muestra(ACTOS, 1), ids=lambda f: f.__name__)
def test_muere_en_cada_punto_y_la_persona_repite_el_envio(mundo, web, acto):
    solicitud, persona, nombre, args, datos, accion = acto(mundo)
    url = reverse(f"flujos:{nombre}", args=[solicitud.pk, *args])
    cliente = web.cliente(persona)
    datos = {**cliente.formulario(url), **datos}
    for punto in muestra(cortes.WEB_AL_FIRMAR if acto is _firmar else cortes.WEB, 2):
        cortes.poner(punto)
        with pytest.raises(CAIDA):
            cliente.post(url, datos)
        assert cortes.puesto() == "", f"nadie murió en {punto}"
        assert revisar() == [], punto
        assert Evento.objects.de(solicitud).filter(accion=accion).count() == (punto == "P2"), punto
        _otra_vez_en_pie(cliente)
    assert cliente.post(url, datos).codigo == 302, "se le lleva al resultado"
    assert Evento.objects.de(solicitud).filter(accion=accion).count() == 1
    assert Solicitud.objects.get(pk=solicitud.pk).estado
    assert revisar() == []


def _otra_vez_en_pie(cliente):
    limite = time.monotonic() + ESPERA_SEGUNDOS
    while time.monotonic() < limite:
        try:
            if cliente.get("/").codigo == 200:
                return
        except CAIDA:
            time.sleep(0.1)
    raise TimeoutError("El servidor no se repuso.")
