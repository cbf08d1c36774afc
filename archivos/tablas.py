"""Escribir tablas que se abren en una hoja de cálculo sin que una celda se vuelva fórmula, y leer CSV con su fila."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from archivos.hoja_de_libro import Hoja

BOM = "\ufeff"
PELIGROSAS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
EN_BLANCO = "".join(map(chr, (*range(33), *range(127, 161), 0xAD, *range(0x2000, 0x2010), *range(0x2028, 0x2030),
                               *range(0x205F, 0x2070), 0x3000, 0xFEFF)))  # lo que una hoja podría saltarse


def neutral(celda: object) -> object:
    """La celda tal cual o, si es texto que la hoja tomaría por fórmula, con un apóstrofo antes.

    Los números se dejan: «-3» como entero es un dato, como texto puede ser una orden.
    """
    return f"'{celda}" if isinstance(celda, str) and _parece_formula(celda) else celda


def sin_apostrofo(celda: str) -> str:
    """Lo contrario de `neutral`: el texto como era antes de neutralizarse."""
    return celda[1:] if celda.startswith("'") and _parece_formula(celda[1:]) else celda


def _parece_formula(texto: str) -> bool:
    """También si ya trae apóstrofos delante: así lo neutralizado dos veces se distingue y se puede deshacer."""
    sin_comillas = texto.lstrip("'")
    if sin_comillas.startswith(PELIGROSAS):
        return True
    primero = sin_comillas.lstrip(EN_BLANCO)[:1]
    return unicodedata.normalize("NFKC", primero).startswith(PELIGROSAS[:4])


@dataclass(frozen=True)
class MalEntrecomillado:
    """Un registro que no se puede partir en celdas: en cuál (la primera es 1) y por qué."""

    celda: int
    motivo: str


def registros(
    texto: str, separador: str = ",", *, comillas: bool = True
) -> Iterator[tuple[int, list[str] | MalEntrecomillado]]:
    """Cada registro con la fila en que Excel lo muestra (la primera es 1); del mal entrecomillado, dónde y por qué."""
    lineas = list(io.StringIO(texto, newline=""))
    lector = csv.reader(
        lineas, delimiter=separador, strict=True, quoting=csv.QUOTE_MINIMAL if comillas else csv.QUOTE_NONE
    )
    for fila in count(1):
        empieza = lector.line_num
        try:
            yield fila, next(lector)
        except StopIteration:
            return
        except csv.Error as error:
            yield fila, MalEntrecomillado(_celda_mala(lineas[empieza], separador), _en_espanol(str(error)))


def _celda_mala(linea: str, separador: str) -> int:
    """La celda donde las comillas no cierran o traen texto después."""
    celda, fin = 1, 0
    hasta = re.escape(separador)
    for bien in re.finditer(rf'(?:^|{hasta})(?:"(?:[^"]|"")*"(?={hasta}|\r?\n?$)|[^"{hasta}][^{hasta}]*(?={hasta}|$)|'
                            rf"(?={hasta}|$))", linea.rstrip("\r\n")):
        if bien.start() != fin:
            break
        celda, fin = celda + 1, bien.end()
    return celda


def _en_espanol(defecto: str) -> str:
    if "unexpected end" in defecto:
        return "unas comillas dobles se abren y no se cierran"
    if "expected after" in defecto:
        return "después de cerrar comillas dobles debe seguir una coma o el fin de línea"
    return "una celda es demasiado larga" if "field larger" in defecto else "el renglón no es CSV válido"


def csv_de(encabezado: Sequence[str], filas: Iterable[Sequence[object]]) -> bytes:
    """CSV en UTF-8 con BOM (para que Excel lea los acentos), coma y fin de línea CRLF (RFC 4180)."""
    salida = io.StringIO(newline="")
    escritor = csv.writer(salida)
    escritor.writerow(encabezado)
    escritor.writerows([neutral(celda) for celda in fila] for fila in filas)
    return (BOM + salida.getvalue()).encode()


def xlsx_de(encabezado: Sequence[str], filas: Iterable[Sequence[object]], *, hoja: str = "Datos") -> bytes:
    """Libro de una hoja; ver `libro_de`."""
    return libro_de(Hoja(hoja, encabezado, filas))


def libro_de(*hojas: Hoja) -> bytes:
    """XLSX con el encabezado fijo: el texto va como texto —nunca fórmula—, números y fechas con su tipo.

    Las columnas con opciones sólo admiten una de su lista, que va en la hoja «Opciones». Los caracteres de control que
    XML no admite se quitan; Excel corta el texto a 32,767 caracteres. Los mismos datos dan los mismos bytes.
    """
    from archivos import libros  # openpyxl pesa: sólo en el proceso que escribe un libro, con el primero

    return libros.escribir(hojas)
