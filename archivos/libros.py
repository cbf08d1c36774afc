"""El libro XLSX por dentro. Se pide por `archivos.tablas`, que sólo carga esto cuando hay un libro que escribir."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from archivos.hoja_de_libro import Hoja
from archivos.paquetes import zip_de

CON_TIPO = (int, float, Decimal, date)
ANCHO = 18
OPCIONES = "Opciones"
FILAS_CON_OPCIONES = 5_000
PROPIEDADES, EPOCA = "docProps/core.xml", b"1980-01-01T00:00:00Z"
MOMENTO = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def escribir(hojas: Sequence[Hoja]) -> bytes:
    """Lo que dice `archivos.tablas.libro_de`."""
    libro = Workbook(write_only=True)
    for hoja in hojas:
        _hoja(libro, hoja, _listas(hoja))
    listas = {titulo: valores for hoja in hojas for titulo, valores in hoja.opciones.items()}
    if listas:
        largo = max(map(len, listas.values()))
        filas = ([valores[n] if n < len(valores) else None for valores in listas.values()] for n in range(largo))
        _hoja(libro, Hoja(OPCIONES, list(listas), filas), [])
    salida = io.BytesIO()
    libro.save(salida)
    return _sin_reloj(salida)


def _sin_reloj(libro: io.BytesIO) -> bytes:
    """El mismo libro sin la hora en que se escribió, que openpyxl pone en cada pieza y en sus propiedades."""
    with zipfile.ZipFile(libro) as hecho:
        return zip_de({nombre: MOMENTO.sub(EPOCA, hecho.read(nombre)) if nombre == PROPIEDADES else hecho.read(nombre)
                       for nombre in hecho.namelist()})


def _hoja(libro: Workbook, hoja: Hoja, listas: list[DataValidation]) -> None:
    pagina = libro.create_sheet(hoja.nombre)
    pagina.freeze_panes = "A2"
    for columna in range(1, len(hoja.encabezado) + 1):
        pagina.column_dimensions[get_column_letter(columna)].width = ANCHO
    for lista in listas:
        pagina.data_validations.append(lista)
    pagina.append([_celda(pagina, titulo, negrita=True) for titulo in hoja.encabezado])
    for fila in hoja.filas:
        pagina.append([_celda(pagina, valor) for valor in fila])


def _listas(hoja: Hoja) -> list[DataValidation]:
    """La lista de cada columna con opciones, como Excel y LibreOffice la hacen cumplir."""
    listas = []
    for n, (titulo, valores) in enumerate(hoja.opciones.items(), start=1):
        letra, lugar = get_column_letter(hoja.encabezado.index(titulo) + 1), get_column_letter(n)
        listas.append(DataValidation(
            type="list", formula1=f"{OPCIONES}!${lugar}$2:${lugar}${len(valores) + 1}", allow_blank=True,
            showErrorMessage=True, errorTitle=titulo, error="Elija una opción de la lista.",
            sqref=f"{letra}2:{letra}{FILAS_CON_OPCIONES}",
        ))
    return listas


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
