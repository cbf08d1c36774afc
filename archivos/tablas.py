"""Escribir tablas que se abren en una hoja de cálculo sin que una celda se vuelva fórmula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

BOM = "\ufeff"
PELIGROSAS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
CON_TIPO = (int, float, Decimal, date)
ANCHO = 18


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


def xlsx_de(encabezado: Sequence[str], filas: Iterable[Sequence[object]], *, hoja: str = "Datos") -> bytes:
    """Libro de una hoja con el encabezado fijo: el texto va como texto —nunca fórmula—, números y fechas con su tipo.

    Los caracteres de control que XML no admite se quitan; Excel corta el texto a 32,767 caracteres.
    """
    libro = Workbook(write_only=True)
    pagina = libro.create_sheet(hoja)
    pagina.freeze_panes = "A2"
    for columna in range(1, len(encabezado) + 1):
        pagina.column_dimensions[get_column_letter(columna)].width = ANCHO
    pagina.append([_celda(pagina, titulo, negrita=True) for titulo in encabezado])
    for fila in filas:
        pagina.append([_celda(pagina, valor) for valor in fila])
    salida = io.BytesIO()
    libro.save(salida)
    return salida.getvalue()


def _celda(pagina: object, valor: object, *, negrita: bool = False) -> WriteOnlyCell:
    """Una celda: openpyxl toma por fórmula el texto que empieza con «=», así que el tipo se dice siempre."""
    if isinstance(valor, datetime):
        valor = valor.replace(tzinfo=None)  # XLSX no guarda zona: queda la hora tal como venía
    if valor is None or (isinstance(valor, CON_TIPO) and not isinstance(valor, bool)):
        celda = WriteOnlyCell(pagina, value=valor)
    else:
        celda = WriteOnlyCell(pagina, value=ILLEGAL_CHARACTERS_RE.sub("", str(valor)))
        celda.data_type = "s"
    if negrita:
        celda.font = Font(bold=True)
    return celda
