"""De los bytes de un CSV cualquiera a filas de texto: qué codificación trae y qué separa sus celdas. Sin base."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archivos.tablas import registros

SEPARADORES = {",": "coma", ";": "punto y coma", "\t": "tabulador", "|": "barra"}
MARCAS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 con marca"), (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
SIN_CODIFICACION = "no se reconoce su codificación: ábralo en Excel y guárdelo como «CSV UTF-8» o .xlsx"
FILAS_DE_MUESTRA = 30
FILAS_MAXIMAS, COLUMNAS_MAXIMAS = 20_000, 300
LINEAS_MAXIMAS = 200_000  # contando las vacías: leer millones de nada también cuesta
LARGO_DE_CELDA = 2_000
SOLO_TABLA = "déjelo sólo con la tabla"
Filas = list[tuple[int, list[str]]]


class NoEsTabla(ValueError):
    """No se pudo leer como tabla; el mensaje dice qué hacer."""


@dataclass(frozen=True)
class Tabla:
    """Las filas con algo escrito, cada una con su número en el archivo (la primera es 1), y cómo se leyeron."""

    filas: Filas
    codificacion: str = ""
    separador: str = ""


def de_csv(contenido: bytes) -> Tabla:
    """Las filas de un texto separado por comas, punto y coma, tabuladores o barras. Lanza `NoEsTabla`."""
    texto, codificacion = _texto(contenido)
    separador = max(SEPARADORES, key=lambda s: _columnas(texto, s))
    return Tabla(_filas(texto, separador), codificacion, SEPARADORES[separador])


def de_celdas(filas: Iterable[list[str]]) -> Tabla:
    """Las filas de una hoja de cálculo ya leída. Lanza `NoEsTabla`."""
    return Tabla(_con_algo(enumerate(filas, start=1)))


def _texto(contenido: bytes) -> tuple[str, str]:
    for marca, nombre, dicho in MARCAS:
        if contenido.startswith(marca):
            return _decodificado(contenido, nombre), dicho
    if nombre := _utf16_sin_marca(contenido):
        return _decodificado(contenido, nombre), "UTF-16 sin marca"
    try:
        return contenido.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return _decodificado(contenido, "cp1252"), "Windows-1252 (Excel en español)"


def _decodificado(contenido: bytes, nombre: str) -> str:
    try:
        return contenido.decode(nombre)
    except UnicodeDecodeError as error:
        raise NoEsTabla(SIN_CODIFICACION) from error


def _utf16_sin_marca(contenido: bytes) -> str:
    """En español escrito en UTF-16, casi uno de cada dos bytes es nulo; en lo demás, ninguno."""
    muestra = contenido[:2000]
    for lugar, nombre in ((1, "utf-16-le"), (0, "utf-16-be")):
        if muestra[lugar::2].count(0) > len(muestra) // 3:
            return nombre
    return ""


def _columnas(texto: str, separador: str) -> tuple[int, int]:
    """Qué tan bien separa: cuántas filas de la muestra tienen el ancho más común, por ese ancho."""
    lector = csv.reader(io.StringIO(texto[:200_000], newline=""), delimiter=separador)
    anchos: list[int] = []
    try:
        for fila in lector:
            if any(fila):
                anchos.append(len(fila))
            if len(anchos) >= FILAS_DE_MUESTRA:
                break
    except csv.Error:
        return (0, 0)
    comun = max(set(anchos), key=lambda ancho: (anchos.count(ancho) * (ancho - 1), ancho), default=1)
    return (anchos.count(comun) * (comun - 1), comun)


def _filas(texto: str, separador: str) -> Filas:
    def bien_entrecomilladas() -> Iterator[tuple[int, list[str]]]:
        for fila, celdas in registros(texto, separador):
            if not isinstance(celdas, list):
                raise NoEsTabla(f"en la fila {fila} {celdas.motivo}: corríjala y súbalo de nuevo")
            yield fila, celdas

    return _con_algo(bien_entrecomilladas())


def _con_algo(numeradas: Iterable[tuple[int, list[str]]]) -> Filas:
    filas: Filas = []
    for numero, cruda in numeradas:
        while cruda and not cruda[-1]:
            cruda.pop()
        if len(cruda) > COLUMNAS_MAXIMAS or numero > LINEAS_MAXIMAS:
            raise NoEsTabla(f"trae más de {COLUMNAS_MAXIMAS} columnas o de {LINEAS_MAXIMAS:,} líneas: {SOLO_TABLA}")
        celdas = [limpia(celda) for celda in cruda]
        if any(celdas):
            filas.append((numero, celdas))
        if len(filas) > FILAS_MAXIMAS:
            raise NoEsTabla(f"trae más de {FILAS_MAXIMAS:,} filas: pártalo en dos")
    if not filas:
        raise NoEsTabla("no trae ninguna celda escrita")
    return filas


def limpia(celda: str) -> str:
    """Sin espacios duros, saltos ni controles: dentro de una celda sólo separan palabras."""
    visible = "".join(c if c.isprintable() else " " for c in celda.replace("\ufeff", ""))
    return " ".join(visible.split())[:LARGO_DE_CELDA]
