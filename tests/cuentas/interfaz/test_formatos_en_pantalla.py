"""Importes, fechas y tamaños como se escriben en México, en hora de Hermosillo."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cuentas.interfaz import formatos


@pytest.mark.parametrize(
    ("valor", "texto"),
    [
        ("1234.5", "$1,234.50"),
        (Decimal("0.005"), "$0.00"),
        (-3, "−$3.00"),
        (1284500, "$1,284,500.00"),
        (None, ""),
        ("x", ""),
    ],
)
def test_los_pesos_llevan_miles_y_centavos(valor, texto):
    assert formatos.pesos(valor) == texto


@pytest.mark.parametrize(
    ("valor", "unidad", "texto"),
    [
        ("22.00", "pieza", "22 piezas"), ("1.00", "pieza", "1 pieza"), (2, "suscripción", "2 suscripciones"),
        (3, "unidad", "3 unidades"), (2, "GB", "2 GB"), (2, "m", "2 m"), (4, "licencias", "4 licencias"),
        (2, "licencia por usuario", "2 licencias por usuario"), (0, "hora", "0 horas"), (2, "", "2"),
        (5, "mes", "5 meses"), (1, "meses", "1 mes"), (25, "Pieza", "25 piezas"), (1, "PIEZA", "1 pieza"), (3, "pza.", "3 pzas."),
        (2, "licencia anual", "2 licencias anuales"), (4, "punto de red", "4 puntos de red"), (9, "Mbps", "9 Mbps"),
        (2, "kit", "2 kits"), (2, "PZA", "2 PZA"), (1, "sesiones", "1 sesión"), (2, "usuario/mes", "2 usuario/mes"),
    ],
)
def test_la_unidad_concuerda_con_cuantas_son(valor, unidad, texto):
    assert formatos.con_unidad(valor, unidad) == texto


@pytest.mark.parametrize(("valor", "texto"), [(12500, "12,500"), ("2.50", "2.5"), (1000, "1,000"), ("8 días", "")])
def test_los_numeros_no_arrastran_decimales(valor, texto):
    assert formatos.numero(valor) == texto


def test_la_medianoche_de_greenwich_sigue_siendo_la_tarde_en_hermosillo():
    momento = datetime(2026, 11, 21, 0, 5, tzinfo=UTC)
    assert formatos.fecha_hora(momento) == "20 de noviembre de 2026, 17:05 h"
    assert formatos.iso(momento) == "2026-11-20T17:05:00-07:00"


def test_la_fecha_sola_no_se_mueve_ni_inventa_hora():
    assert formatos.fecha_con_dia(date(2026, 11, 27)) == "viernes 27 de noviembre de 2026"
    assert formatos.fecha_hora(date(2026, 11, 27)) == "27 de noviembre de 2026"
    assert formatos.fecha_hora("2026-11-27") == "27 de noviembre de 2026"
    assert formatos.fecha_corta("2026-01-05") == "5 ene 2026"


@pytest.mark.parametrize("valor", [None, "", "mañana", 7])
def test_lo_que_no_es_fecha_queda_vacio(valor):
    assert formatos.fecha(valor) == formatos.hora(valor) == formatos.iso(valor) == ""


@pytest.mark.parametrize(("valor", "texto"), [(512, "512 bytes"), (1_430, "1.4 kB"), (84_300, "84 kB"), (1_240_000, "1.2 MB"), (None, "")])
def test_los_tamanos_se_leen_de_un_vistazo(valor, texto):
    assert formatos.tamano(valor) == texto


@pytest.mark.parametrize(("valor", "texto"), [
    (False, "no"), (None, "—"), ([], "ninguno"), (["a", "b"], "a, b"), (3, "3"),
    ({"funcion": True, "de": ["a"]}, "funcion: sí; de: a"),
])
def test_los_datos_de_un_evento_se_leen_sin_saber_programar(valor, texto):
    assert formatos.dato(valor) == texto
