"""Leer de un tirón el objeto de PDF que viene escrito como casi siempre; el que no, lo lee pyHanko letra por letra.

Aquí sólo se entiende lo que no admite dos lecturas. Ante escapes raros, comentarios, números torcidos, llaves repetidas
o lo que sea demasiado hondo se lanza `NoEsLlano`, y quien llama lo da a pyHanko, que es quien decide.
"""

from __future__ import annotations

import binascii
import re

from pyhanko.pdf_utils import generic

HONDURA = 40
FIN = rb"(?=[\x00\t\n\x0c\r ()<>\[\]{}/%])"
PIEZA = re.compile(
    (
        rb"[\x00\t\n\x0c\r ]*+(?:"
        rb"/(?P<nombre>[!$&'*-.0-;=?-Z\\^-z|~\"]++)@"  # sin «#», que abre un escape, ni lo que no puede ir en uno
        rb"|(?P<referencia>[1-9]\d{0,6} \d{1,5}) R@"
        rb"|(?P<entero>-?\d{1,9})(?!\s+\d+\s+R)@"  # seguido así, sería una referencia
        rb"|(?P<decimal>-?\d{1,9}\.\d{1,9})@"
        rb"|(?P<abre>\[|<<)|(?P<cierra>\]|>>)"
        rb"|<(?P<cifras>(?:[0-9A-Fa-f]{2})*+)>"
        rb"|\((?P<texto>[^()\\]*+(?:\\(?:[0-3][0-7]{2}|[()\\])[^()\\]*+)*+)\)"
        rb"|(?P<palabra>true|false|null)@)"
    ).replace(b"@", FIN)
)
ESCAPE = re.compile(rb"\\([0-7]{3}|[()\\])")
ENCABEZADO = re.compile(rb"(\d{1,7})[ \n](\d{1,5}) obj[\n\r ]")
REMATE = re.compile(rb"[\x00\t\n\x0c\r ]*+endobj")


class NoEsLlano(ValueError):
    """No está escrito como se entiende aquí: lo lee pyHanko."""


def leer_indirecto(datos: bytes, lugar: int, de: generic.Reference) -> generic.PdfObject:
    """El objeto `de`, que empieza en `lugar` con su número y acaba en «endobj». Lanza `NoEsLlano`."""
    encabezado = ENCABEZADO.match(datos, lugar)
    if encabezado is None or (int(encabezado[1]), int(encabezado[2])) != (de.idnum, de.generation):
        raise NoEsLlano
    lectura = Lectura(datos, encabezado.end(), de)
    objeto = lectura.objeto()
    if REMATE.match(datos, lectura.lugar) is None:  # un flujo, por ejemplo
        raise NoEsLlano
    return objeto


class Lectura:
    """Dónde va la lectura de un objeto; `de` es la referencia que lo contiene."""

    def __init__(self, datos: bytes, lugar: int, de: generic.Reference) -> None:
        self.datos, self.lugar, self._de, self._pdf = datos, lugar, de, de.get_pdf_handler()

    def objeto(self) -> generic.PdfObject:
        """El objeto que empieza aquí. Lanza `NoEsLlano`."""
        return self._objeto(self._pieza(), 0)

    def _pieza(self) -> re.Match[bytes]:
        pieza = PIEZA.match(self.datos, self.lugar)
        if pieza is None:
            raise NoEsLlano
        self.lugar = pieza.end()
        return pieza

    def _objeto(self, pieza: re.Match[bytes], hondo: int) -> generic.PdfObject:
        clase = pieza.lastgroup
        if clase == "abre":
            objeto = self._arreglo(hondo + 1) if pieza["abre"] == b"[" else self._diccionario(hondo + 1)
        elif clase == "referencia":
            numero, generacion = pieza["referencia"].split()
            objeto = generic.IndirectObject(int(numero), int(generacion), self._pdf)
        elif clase is None or clase == "cierra":
            raise NoEsLlano
        else:
            objeto = SIMPLES[clase](pieza[clase])
        objeto.container_ref = self._de
        return objeto

    def _arreglo(self, hondo: int) -> generic.ArrayObject:
        arreglo = generic.ArrayObject()
        while not self._cerro(pieza := self._pieza(), b"]", hondo):
            arreglo.append(self._objeto(pieza, hondo))
        return arreglo

    def _diccionario(self, hondo: int) -> generic.DictionaryObject:
        valores: dict[generic.NameObject, generic.PdfObject] = {}
        while not self._cerro(pieza := self._pieza(), b">>", hondo):
            if pieza.lastgroup != "nombre" or (llave := _nombre(pieza["nombre"])) in valores:
                raise NoEsLlano
            valores[llave] = self._objeto(self._pieza(), hondo)
        diccionario = generic.DictionaryObject()
        dict.update(diccionario, valores)  # las llaves ya son nombres
        return diccionario

    @staticmethod
    def _cerro(pieza: re.Match[bytes], con: bytes, hondo: int) -> bool:
        if hondo > HONDURA:
            raise NoEsLlano
        return pieza.lastgroup == "cierra" and pieza["cierra"] == con


def _nombre(letras: bytes) -> generic.NameObject:
    return generic.NameObject("/" + letras.decode("ascii"))


def _texto(letras: bytes) -> generic.PdfObject:
    return generic.pdf_string(ESCAPE.sub(_sin_escape, letras) if b"\\" in letras else letras)


def _sin_escape(hallado: re.Match[bytes]) -> bytes:
    return bytes((int(hallado[1], 8),)) if len(hallado[1]) == 3 else hallado[1]


def _palabra(letras: bytes) -> generic.PdfObject:
    return generic.NullObject() if letras == b"null" else generic.BooleanObject(letras == b"true")


SIMPLES = {
    "nombre": _nombre,
    "entero": generic.NumberObject,
    "decimal": lambda cifras: generic.FloatObject(cifras.decode("ascii")),
    "cifras": lambda cifras: generic.pdf_string(binascii.unhexlify(cifras)),
    "texto": _texto,
    "palabra": _palabra,
}
