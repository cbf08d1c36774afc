"""El lector de tablas: de una pasada, cada error con su columna y con la fila que muestra Excel."""

from __future__ import annotations

import csv
import io
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archivos.columnas import (
    Columna,
    ErrorDeEntrada,
    entre,
    fecha_iso,
    frases,
    hallar,
    leer,
    leer_csv,
    opcion,
    pesos,
    por_titulo,
    que_sea,
)
from archivos.revision import celdas
from archivos.tablas import registros

COLUMNAS = (
    Columna("folio", "Folio", ("No.", "Número"), exigida=True, falta="el folio", largo=5),
    Columna("clase", "Clase", leer=opcion(("uno", "dos"))),
    Columna("monto", "Monto", leer=que_sea(pesos, "un importe"), renglones=True),
    Columna("dia", "Día", leer=entre(que_sea(fecha_iso, "una fecha"), date(2026, 1, 31), date(2000, 1, 1))),
)
CELDA = st.sampled_from(["", "", "x", "con\ndos renglones", "con, coma", '24" de', "á"])


def _errores(texto, **opciones):
    return [(e.fila, e.columna, e.mensaje) for e in leer_csv(texto.encode("utf-8", "surrogateescape"), COLUMNAS, **opciones)[1]]


@given(st.lists(st.lists(CELDA, min_size=3, max_size=3), max_size=8))
def test_la_fila_es_la_de_excel_en_csv_y_en_xlsx(cuerpo):
    filas = [[], ["", "", ""], ["Folio", "Clase", "Monto"], *cuerpo, ["F", "", "malo"]]
    texto, libro, destino = io.StringIO(newline=""), openpyxl.Workbook(), io.BytesIO()
    csv.writer(texto).writerows(filas)
    for fila in filas:
        libro.active.append(fila)
    libro.save(destino)
    de_csv, de_xlsx = list(registros(texto.getvalue())), list(enumerate(celdas.leer(destino.getvalue()), start=1))
    for numeradas in (de_csv, de_xlsx):
        tabla = hallar(numeradas, por_titulo(COLUMNAS), entre=2)
        assert tabla.encabezado == 3
        assert [fila for fila, _ in tabla.renglones] == [n for n, fila in enumerate(filas[3:], start=4) if any(fila)]
        assert leer(tabla, COLUMNAS)[1][-1] == ErrorDeEntrada(len(filas), "Monto", "«malo» no es un importe")


def test_los_titulos_se_reconocen_por_sus_otros_nombres_sin_acentos_ni_mayusculas():
    (leido,), errores = leer_csv(b"NUMERO,clase,dia\nF-1, DOS ,2025-01-31\n", COLUMNAS)
    assert errores == []
    assert leido.datos == {"folio": "F-1", "clase": "dos", "dia": date(2025, 1, 31)}


def test_todo_lo_que_esta_mal_se_dice_junto():
    assert _errores(
        'Folio,Clase,Monto,Día\nF-1,tres,1.234,2030-01-01\n,uno,1,1999-12-31\nF-1\nF-23456,,,ayer\n"F"1,,,\nF\udcff,,,,de más\nF,"a\nb",,\n'
    ) == [
        (2, "Clase", "«tres» no es uno de: uno, dos"), (2, "Monto", "«1.234» no es un importe"),
        (2, "Día", "«2030-01-01» todavía no llega"),
        (3, "Folio", "está vacía: escriba el folio"), (3, "Día", "«1999-12-31» es anterior a 2000"),
        (4, "Clase", "falta esta celda: el renglón trae 1 y son 4"),
        (5, "Folio", "caben 5 caracteres y trae 7"), (5, "Día", "«ayer» no es una fecha"),
        (6, "Folio", "después de cerrar comillas dobles debe seguir una coma o el fin de línea"),
        (7, "5", "sobra esta celda: el renglón trae 5 y son 4; ¿faltan comillas dobles?"),
        (8, "Clase", "trae saltos de línea o caracteres de control"),
    ]


@pytest.mark.parametrize(("texto", "esperados"), [
    ("", [(1, "1")]), ("\n\n  \n", [(1, "1")]), ("\nClase,Otra,Clase\nuno,,\n", [(2, "Folio"), (2, "Otra"), (2, "Clase")]),
    ("Folio;Clase\nF;uno\n", [(1, "1")]), ("\nFolio\n", [(3, "Folio")]),
])
def test_lo_que_impide_leer_la_tabla_tambien_tiene_lugar(texto, esperados):
    assert [(fila, columna) for fila, columna, _ in _errores(texto)] == esperados


def test_sin_ancho_exacto_las_celdas_que_faltan_van_vacias():
    assert _errores("Folio,Clase\nF\nG,uno,de más\n", exacta=False) == []


def test_lo_mismo_en_varias_filas_se_dice_una_vez():
    errores = [ErrorDeEntrada(n, "Monto", "no es un importe") for n in (9, 7, 12, 13, 14)]
    assert frases([*errores, ErrorDeEntrada(3, "Folio", "está vacía")]) == [
        "Filas 7, 9 y 12 a 14, columna Monto: no es un importe", "Fila 3, columna Folio: está vacía"]
    assert str(errores[0]) == "fila 9, columna Monto: no es un importe"
