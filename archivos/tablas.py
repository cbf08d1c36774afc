"""Escribir tablas que se abren en una hoja de cálculo sin que una celda se vuelva fórmula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

BOM = "\ufeff"
PELIGROSAS = ("=", "+", "-", "@", "\t", "\r", "\n")


def neutral(celda: object) -> object:
    """La celda tal cual o, si es texto que la hoja tomaría por fórmula, con un apóstrofo antes.

    Los números se dejan: «-3» como entero es un dato, como texto puede ser una orden.
    """
    if not isinstance(celda, str):
        return celda
    return f"'{celda}" if celda.startswith(PELIGROSAS) or celda.lstrip().startswith(PELIGROSAS[:4]) else celda


def csv_de(encabezado: Sequence[str], filas: Iterable[Sequence[object]]) -> bytes:
    """CSV en UTF-8 con BOM (para que Excel lea los acentos), coma y fin de línea CRLF (RFC 4180)."""
    salida = io.StringIO(newline="")
    escritor = csv.writer(salida)
    escritor.writerow(encabezado)
    escritor.writerows([neutral(celda) for celda in fila] for fila in filas)
    return (BOM + salida.getvalue()).encode()
