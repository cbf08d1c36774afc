"""Archivos de contratos y del pasado hechos con malas intenciones: error con su lugar, nunca una falla ni minutos."""

from __future__ import annotations

import copy
import json
from datetime import date
from decimal import Decimal

import pytest

from indicadores.ajeno import tabla
from indicadores.contratos.ocds import leer_ocds
from indicadores.pasado import valores

HOY = date(2026, 11, 23)
ENTREGA = {
    "ocid": "o1", "date": "2026-01-01", "buyer": {"name": "ICRESON"}, "parties": [{"name": "x", "roles": ["buyer"]}],
    "tender": {"title": "t"},
    "awards": [{"id": "1", "date": "2026-01-02", "suppliers": [{"name": "p"}], "value": {"amount": 1, "currency": "MXN"}}],
    "contracts": [{
        "id": "c1", "awardID": "1", "status": "active", "title": "laptop", "dateSigned": "2026-01-03T10:00:00-07:00",
        "value": {"amount": 1000.5, "currency": "MXN"}, "period": {"endDate": "2026-12-31"}, "items": [{"description": "x"}],
    }],
}
RAROS = (
    None, 5, -1, True, "", [], ["a"], [[1]], {}, {"a": 1}, "NaN", "sNaN", "Infinity", "1e999", 1e308, "a\0b", "\ud800",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "9" * 5000,
)


def lugares(objeto, ruta=()):
    """Cada lugar de un JSON."""
    pares = objeto.items() if isinstance(objeto, dict) else enumerate(objeto) if isinstance(objeto, list) else ()
    for clave, dentro in pares:
        yield (*ruta, clave)
        yield from lugares(dentro, (*ruta, clave))


def con(ruta, valor):
    """La entrega con otra cosa en ese lugar."""
    otra = copy.deepcopy(ENTREGA)
    dentro = otra
    for clave in ruta[:-1]:
        dentro = dentro[clave]
    dentro[ruta[-1]] = valor
    return otra


def test_ocds_con_cualquier_cosa_en_cualquier_lugar_se_lee_o_se_dice():
    for ruta in lugares(ENTREGA):
        for valor in RAROS:
            lectura = leer_ocds(json.dumps({"releases": [con(ruta, valor)]}).encode(), HOY)
            for r in lectura.renglones:
                textos = f"{r.identidad}{r.numero}{r.ente}{r.objeto}{r.proveedor}"
                assert textos.isprintable(), (ruta, valor)
                assert r.importe is None or 0 <= r.importe < 10**14


@pytest.mark.parametrize("contenido", [
    b'{"records":[{"compiledRelease":"x"}]}', b'{"records":[5]}', b"[" * 100_000, b'{"a":' * 50_000, b'[["a"]]', b"{",
    '{"ocid":"a"}'.encode("utf-16"), b'{"releases":[{"ocid":"a","contracts":[{"value":{"amount":NaN}}]}]}',
])
def test_lo_que_no_es_ocds_se_dice(contenido):
    lectura = leer_ocds(contenido, HOY)
    assert (lectura.sirve, bool(lectura.errores)) == (False, True)


def test_un_importe_que_al_redondear_ya_no_cabe_no_se_entiende():
    assert valores.importe("99,999,999,999,999.99") == Decimal("99999999999999.99")
    assert valores.importe("99999999999999.999") is None
    justo = con(("contracts", 0, "value", "amount"), "99999999999999.999")
    assert not leer_ocds(json.dumps(justo).encode(), HOY).sirve


@pytest.mark.parametrize("contenido", [
    b"folio," * 400 + b"ente\n", b",\n" * 300_000, b"\n" * 300_000,
], ids=["columnas", "renglones de comas", "renglones vacios"])
def test_una_tabla_descomunal_se_rechaza_sin_leerla_toda(contenido, monkeypatch):
    leidas = []
    limpia = tabla.limpia
    monkeypatch.setattr(tabla, "limpia", lambda celda: leidas.append(1) or limpia(celda))
    with pytest.raises(tabla.NoEsTabla, match="más de 300 columnas o de 200,000 líneas"):
        tabla.de_csv(contenido)
    assert not leidas


def test_las_columnas_vacias_de_la_derecha_no_cuentan():
    assert tabla.de_csv(b"folio,ente" + b"," * 16_000 + b"\nA,B\n").filas == [(1, ["folio", "ente"]), (2, ["A", "B"])]
