"""Lo que dicen las celdas de un libro de Excel ya revisado, como texto: se lee el valor guardado, nada se calcula."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from zipfile import BadZipFile

from openpyxl import load_workbook

from archivos.revision import DANADO, NoAdmitido

FILAS, COLUMNAS = 5_000, 300
LETRAS = 2_000_000
CIFRAS = 15  # las que Excel guarda de un número: de más sólo quedan restos del binario («0.30000000000000004»)
HOJA = "conceptos"
SIN_HOJA = "no tiene ninguna hoja con celdas: copie sus renglones en la plantilla"
FILAS_DE_LIBRO, HOJAS = 20_000, 40
SIN_CELDAS = "no tiene ninguna hoja visible con celdas escritas"
LARGO = f"trae una hoja de más de {FILAS_DE_LIBRO:,} filas: pártala en dos"
EXTENSO = "trae demasiado texto: deje sólo la hoja que va a importar"


def leer(contenido: bytes) -> list[list[str]]:
    """Las filas de la hoja «Conceptos» o, si no la hay, de la primera; vacías las que faltan. Lanza `NoAdmitido`."""
    try:
        libro = load_workbook(io.BytesIO(contenido), read_only=True, data_only=True, keep_links=False)
        if not libro.worksheets:
            raise NoAdmitido(SIN_HOJA)
        hoja = next((h for h in libro.worksheets if h.title.strip().lower() == HOJA), libro.worksheets[0])
        return _filas(hoja.iter_rows(max_row=FILAS, max_col=COLUMNAS, values_only=True))
    except (BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError) as error:
        raise NoAdmitido(DANADO) from error


def leer_libro(contenido: bytes) -> list[tuple[str, list[list[str]]]]:
    """Cada hoja visible con algo escrito: su nombre y sus filas, enteras. Lanza `NoAdmitido`, también si no caben."""
    try:
        libro = load_workbook(io.BytesIO(contenido), read_only=True, data_only=True, keep_links=False)
        visibles = [hoja for hoja in libro.worksheets if hoja.sheet_state == "visible"][:HOJAS]
        hojas = [(h.title, _filas(h.iter_rows(max_row=FILAS_DE_LIBRO + 1, max_col=COLUMNAS, values_only=True)))
                 for h in visibles]
    except (BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError) as error:
        raise NoAdmitido(DANADO) from error
    if any(len(filas) > FILAS_DE_LIBRO for _, filas in hojas):
        raise NoAdmitido(LARGO)
    if not any(filas for _, filas in hojas):
        raise NoAdmitido(SIN_CELDAS)
    return [(titulo, filas) for titulo, filas in hojas if filas]


def _filas(renglones: Iterable[Iterable[object]]) -> list[list[str]]:
    leidas: list[list[str]] = []
    letras = 0
    for renglon in renglones:
        fila = [_texto(valor) for valor in renglon]
        while fila and not fila[-1]:
            fila.pop()
        letras += sum(map(len, fila))
        if letras > LETRAS:
            raise NoAdmitido(EXTENSO)
        leidas.append(fila)
    while leidas and not leidas[-1]:
        leidas.pop()
    return leidas


def _texto(valor: object) -> str:
    if valor is None:
        return ""
    if isinstance(valor, bool):
        return "sí" if valor else "no"
    if isinstance(valor, float):
        dicho = f"{Decimal(format(valor, f'.{CIFRAS}g')):f}"
        return dicho.rstrip("0").rstrip(".") if "." in dicho else dicho
    if isinstance(valor, datetime):
        return valor.date().isoformat() if not (valor.hour or valor.minute or valor.second) else valor.isoformat(" ")
    return valor.isoformat() if isinstance(valor, date) else str(valor)
