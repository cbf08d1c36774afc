"""El lector de PDF de pyHanko, estricto, con los índices de los flujos leídos una sola vez y las palabras de un tirón.

El de fábrica relee el índice completo del flujo por cada objeto que saca: en un PDF etiquetado de 14 páginas eso era
dos tercios del tiempo de verificación, y con un archivo hecho a propósito crece con el cuadrado de los objetos. También
lee letra por letra los nombres y las firmas (noventa mil dígitos por documento): era una cuarta parte de un cierre.
"""

from __future__ import annotations

import binascii
import re
from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.misc import PdfStrictReadError
from pyhanko.pdf_utils.reader import PdfFileReader

Indice = tuple[bytes, list[tuple[int, int]]]
LIMPIO = re.compile(rb"<((?:[0-9A-Fa-f]{2})+)>")  # sin blancos, comentarios ni dígito suelto
FIN_DE_PALABRA = re.compile(rb"[\x00\t\n\x0c\r ()<>\[\]{}/%]")
PALABRA = 64

NOMBRE = re.compile(rb"[!$&'*-.0-;=?-Z\\^-z|~\"]+")  # lo que en un nombre va tal cual: sin «#» ni delimitadores

hexadecimal_de_fabrica = generic.read_hex_string_from_stream
nombre_de_fabrica = generic._decode_name
palabra_de_fabrica = generic.read_until_delimiter


def leer_hexadecimal(flujo: BytesIO) -> generic.PdfObject:
    """Como el de fábrica, que sigue leyendo lo que no viene limpio."""
    hallado = LIMPIO.match(flujo.getbuffer(), flujo.tell()) if isinstance(flujo, BytesIO) else None
    if hallado is None:
        return hexadecimal_de_fabrica(flujo)
    flujo.seek(hallado.end())
    return generic.pdf_string(binascii.unhexlify(hallado[1]))


def leer_palabra(flujo: BytesIO) -> bytes:
    """Como la de fábrica, que sigue leyendo lo que pasa de `PALABRA` o llega al final."""
    inicio = flujo.tell()
    trozo = flujo.read(PALABRA)
    fin = FIN_DE_PALABRA.search(trozo)
    flujo.seek(inicio + fin.start() if fin else inicio)
    return trozo[: fin.start()] if fin else palabra_de_fabrica(flujo)


def leer_nombre(palabra: bytes) -> generic.NameObject:
    """Como el de fábrica, que sigue descifrando los nombres con escapes y rechazando lo que no puede ir en uno."""
    if NOMBRE.fullmatch(palabra) is None:
        return nombre_de_fabrica(palabra)
    return generic.NameObject("/" + palabra.decode("ascii"))


generic._decode_name = leer_nombre
generic.read_hex_string_from_stream = leer_hexadecimal
generic.read_until_delimiter = leer_palabra


class Lector(PdfFileReader):  # type: ignore[misc]  # los tipos de pyHanko no se siguen (pyproject)
    """PdfFileReader siempre estricto; ante un flujo de objetos torcido lanza PdfStrictReadError."""

    def __init__(self, pdf: bytes) -> None:
        self._indices: dict[int, Indice] = {}
        super().__init__(BytesIO(pdf), strict=True)

    def _get_object_from_stream(self, idnum: int, stmnum: int, idx: int) -> generic.PdfObject:
        if stmnum not in self._indices:
            self._indices[stmnum] = self._leer_indice(stmnum)
        datos, entradas = self._indices[stmnum]
        if not 0 <= idx < len(entradas) or entradas[idx][0] != idnum:
            raise PdfStrictReadError("El flujo de objetos no trae el objeto donde debe.")
        flujo = BytesIO(datos)
        flujo.seek(entradas[idx][1])
        objeto = generic.read_object(flujo, generic.Reference(idnum, 0, self))
        if isinstance(objeto, generic.StreamObject | generic.IndirectObject):
            raise PdfStrictReadError("Un flujo de objetos trae algo que no puede contener.")
        return objeto

    def _leer_indice(self, stmnum: int) -> Indice:
        flujo = generic.Reference(stmnum, 0, self).get_object()
        if not isinstance(flujo, generic.StreamObject) or flujo["/Type"] != "/ObjStm":
            raise PdfStrictReadError("Una referencia apunta a un flujo de objetos que no lo es.")
        datos = flujo.read_data(DecodePurpose.OBJECT_STREAM)
        primero, cuantos = int(flujo["/First"]), int(flujo["/N"])
        numeros = [int(numero) for numero in datos[: max(primero, 0)].split()[: 2 * max(cuantos, 0)]]
        if len(numeros) != 2 * cuantos:
            raise PdfStrictReadError("El índice de un flujo de objetos está incompleto.")
        return datos, [(numero, primero + lugar) for numero, lugar in zip(numeros[::2], numeros[1::2], strict=True)]
