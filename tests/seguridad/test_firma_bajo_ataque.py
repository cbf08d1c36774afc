"""Quien quiere firmar lo que no le toca: contraseña adivinada, documento cambiado, otra persona, otro estado."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from bitacora.models import DatosEvento
from cuentas.reloj import detenido_en
from dictamenes.models import Dictamen
from tests.seguridad.recorrido_urls import navegador

pytestmark = pytest.mark.django_db
TECLEADA = "una-contrasena-que-no-es-la-mia"
BUENA = "contrasena-de-prueba"


@pytest.fixture(autouse=True)
def _cuenta_limpia(en):
    cache.clear()
    with detenido_en(en):
        yield
    cache.clear()


@pytest.fixture
def por_firmar(mundo):
    return mundo.por_firmar()


def _firmar(persona, solicitud, contrasena=BUENA, **cambios):
    datos = {"visto": solicitud.dictamen.sellado.sha256, "contrasena": contrasena} | cambios
    return navegador(persona).post(reverse("flujos:firma", args=[solicitud.pk]), datos)


def _sigue_sin_firmar(solicitud):
    return Dictamen.objects.get(solicitud=solicitud).estado == "por_firmar"


def test_la_contrasena_de_la_firma_no_se_adivina(mundo, por_firmar):
    codigos = [_firmar(mundo.firmante, por_firmar, TECLEADA).status_code for _ in range(6)]
    assert codigos == [422] * 5 + [429]
    respuesta = _firmar(mundo.firmante, por_firmar)
    assert respuesta.status_code == 429
    assert respuesta["Retry-After"]
    assert _sigue_sin_firmar(por_firmar)


def test_equivocarse_una_vez_no_impide_firmar(mundo, por_firmar):
    assert _firmar(mundo.firmante, por_firmar, TECLEADA).status_code == 422
    assert _firmar(mundo.firmante, por_firmar).status_code == 302


def test_lo_tecleado_al_fallar_no_queda_en_ninguna_parte(mundo, por_firmar, caplog):
    respuesta = _firmar(mundo.firmante, por_firmar, TECLEADA)
    assert TECLEADA not in respuesta.content.decode()
    assert TECLEADA not in caplog.text
    assert not [d for d in DatosEvento.objects.all() if TECLEADA in str(d.datos)]


@pytest.mark.parametrize(
    ("cambios", "codigo"),
    [
        ({"visto": "0" * 64}, 409), ({"visto": ""}, 422), ({"ficha": "9.9.9"}, 409), ({"contrasena": ""}, 422),
        ({"visto": ["a", "b"]}, 409), ({"visto": "\0" * 64}, 422),
    ],
)
def test_no_se_firma_sin_haber_visto_ni_sin_contrasena(mundo, por_firmar, cambios, codigo):
    assert _firmar(mundo.firmante, por_firmar, **cambios).status_code == codigo
    assert _sigue_sin_firmar(por_firmar)


def test_otra_firmante_y_los_demas_papeles_no_firman(mundo, por_firmar):
    codigos = {papel: _firmar(getattr(mundo, papel), por_firmar).status_code
               for papel in ("presenta", "recepcion", "coordinacion", "estrategico", "auditor", "administrador")}
    assert set(codigos.values()) == {403}, codigos
    assert _firmar(mundo.persona("firmante"), por_firmar).status_code == 422
    assert _sigue_sin_firmar(por_firmar)


def test_firmar_dos_veces_no_repite_el_acto(mundo, por_firmar):
    assert _firmar(mundo.firmante, por_firmar).status_code == 302
    segunda = _firmar(mundo.firmante, por_firmar)
    assert segunda.status_code == 302
    assert segunda["Location"] == reverse("flujos:expediente", args=[por_firmar.pk])
    assert DatosEvento.objects.filter(evento__accion="dictamen.firmado").count() == 1


@pytest.mark.parametrize("momento", ["en_revision", "en_estrategia", "presentada"])
def test_no_se_firma_antes_de_tiempo(mundo, momento):
    solicitud = getattr(mundo, momento)()
    url = reverse("flujos:firma", args=[solicitud.pk])
    assert navegador(mundo.firmante).post(url, {"visto": "0" * 64, "contrasena": BUENA}).status_code == 404
