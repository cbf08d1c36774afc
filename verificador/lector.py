"""El lector de PDF de pyHanko, estricto y con los índices de los flujos de objetos leídos una sola vez.

El de fábrica relee el índice completo del flujo por cada objeto que saca: en un PDF etiquetado de 14 páginas eso era
dos tercios del tiempo de verificación, y con un archivo hecho a propósito crece con el cuadrado de los objetos.
"""

from __future__ import annotations

from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.misc import PdfStrictReadError
from pyhanko.pdf_utils.reader import PdfFileReader

Indice = tuple[bytes, list[tuple[int, int]]]


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
