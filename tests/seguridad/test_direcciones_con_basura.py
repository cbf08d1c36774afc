"""Lo que se teclea en la dirección nunca tumba una página: se ignora, o se dice que no se entiende."""

import base64
import json
from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError

from cuentas.interfaz.formularios import JsonLegibleField
from tests.seguridad.recorrido_urls import navegador

pytestmark = pytest.mark.django_db


def _llave(valor):
    crudo = valor if isinstance(valor, bytes) else json.dumps(valor).encode()
    return base64.urlsafe_b64encode(crudo).decode().rstrip("=")


LLAVES_DE_BANDEJA = [
    _llave(["0001-01-01T00:00:00+14:00", 1]), _llave(["9999-12-31T23:59:59-14:00", 1]),
    _llave(b'["2026-01-01T00:00:00+00:00",Infinity]'), _llave(b'["2026-01-01T00:00:00+00:00",NaN]'),
    _llave(b"[" * 2900), _llave(["2026-01-01", 1]), _llave(["2026-01-01T00:00:00+00:00", 10**30]),
    _llave(["2026-01-01T00:00:00+00:00", None]), _llave({"a": 1, "b": 2}), _llave(b"\xff"), "é", "=",
    "0001-01-01T00:00:00+14:00,1", "9999-12-31T23:59:59-14:00,1", "2026-01-01,1", "2026-01-01T00:00:00+00:00,-1",
    "2026-01-01T00:00:00+00:00," + "9" * 17, "2026-01-01T00:00:00+00:00," + "9" * 30, "1,1", ",", "2026-01-01T00:00:00Z,³",
]
LLAVES_DE_LISTA = [
    "0.0001-01-01T00:00:00+14:00.5", "9.9999-12-31T23:59:59-14:00.5", "1.2026-01-01.5", "1..", "NaN.x.y",
    "1.2026-01-01T00:00:00+00:00." + "9" * 30,
    "0,0001-01-01T00:00:00+14:00,5", "9,9999-12-31T23:59:59-14:00,5", "1,2026-01-01,5", "1,,", ",,", "NaN,x,y", "1,1,1",
    "9" * 17 + ",2026-01-01T00:00:00+00:00,5", "1,2026-01-01T00:00:00+00:00," + "9" * 30,
]
DIAS = ["9999-12-31", "0001-01-01", "2026-02-30", "hoy"]
CON_NULO = [
    ("recepcion", "/bandeja/?q=%00"), ("elabora", "/solicitudes/?q=a%00b"), ("auditor", "/auditoria/?accion=%00"),
    ("auditor", "/auditoria/?objeto=%00"), ("administrador", "/cuenta/personas/?q=%00"),
    ("administrador", "/catalogos/cuentas/parametro/%00/change/"), (None, "/verificar/?clave=%00"),
]


@pytest.mark.parametrize("sentido", ["despues", "antes"])
def test_una_llave_de_pagina_alterada_se_ignora(mundo, sentido):
    mundo.presentada()
    for quien, url, llaves in (
        (mundo.recepcion, "/bandeja/", LLAVES_DE_BANDEJA), (mundo.elabora, "/solicitudes/", LLAVES_DE_LISTA),
    ):
        cliente = navegador(quien)
        estados = {llave[:40]: cliente.get(f"{url}?{urlencode({sentido: llave})}").status_code for llave in llaves}
        assert set(estados.values()) == {200}, estados


@pytest.mark.parametrize("dia", DIAS)
def test_una_fecha_de_los_extremos_no_tumba_la_bitacora(mundo, dia):
    cliente = navegador(mundo.auditor)
    assert cliente.get(f"/auditoria/?desde={dia}&hasta={dia}").status_code == 200


@pytest.mark.parametrize("consulta", ["vigente_desde__year=999999999999999999", f"vigente_desde__year={'9' * 30}", f"id__in={'9' * 30}"])
def test_un_filtro_de_catalogo_que_no_cabe_no_se_entiende(mundo, consulta):
    respuesta = navegador(mundo.administrador).get(f"/catalogos/cuentas/area/?{consulta}")
    assert respuesta.status_code in (200, 302, 400)  # cada motor lo entiende a su modo; ninguno falla


@pytest.mark.parametrize(("quien", "url"), CON_NULO)
def test_un_nulo_en_la_direccion_no_se_entiende(mundo, quien, url):
    assert navegador(quien and getattr(mundo, quien)).get(url).status_code == 400


def test_un_nulo_en_la_galleta_de_sesion_no_se_entiende(db):
    respuesta = navegador().get("/bandeja/", headers={"cookie": 'sesion="abcdefghij\\000klmnop"'})
    assert respuesta.status_code == 400
    assert respuesta["Content-Security-Policy"]


def test_una_busqueda_desmedida_en_un_catalogo_no_se_entiende(mundo):
    """SQLite se niega a comparar con un patrón de más de 50,000 bytes."""
    assert navegador(mundo.administrador).get("/catalogos/cuentas/ente/", {"q": "a" * 100_000}).status_code == 400


@pytest.mark.parametrize("credencial", ["9" * 5000, "[" * 100_000, "{", "\0"])
def test_una_llave_de_acceso_ilegible_es_un_error_del_formulario(credencial):
    with pytest.raises(ValidationError):
        JsonLegibleField().clean(credencial)
