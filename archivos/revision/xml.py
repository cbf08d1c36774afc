"""Recorrer un XML ajeno sin DTD ni entidades, por trozos y con profundidad acotada."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.parsers import expat

from archivos.revision import DANADO, NoAdmitido

PROFUNDIDAD = 256
CON_DTD = "define entidades o un DTD en su XML: guárdelo de nuevo desde su programa y adjúntelo"
Abrir = Callable[[str, dict[str, str]], None]


def recorrer(
    trozos: Iterable[bytes], abrir: Abrir | None = None, cerrar: Callable[[str], None] | None = None,
    texto: Callable[[str], None] | None = None,
) -> None:
    """Llama `abrir(nombre, atributos)`, `cerrar(nombre)` y `texto(…)`; el nombre es «espacio local».

    Lanza `NoAdmitido` si trae DTD, se anida de más o no es XML.
    """
    lector = expat.ParserCreate(namespace_separator=" ")
    hondura = _Hondura(abrir, cerrar)
    lector.StartDoctypeDeclHandler = _con_dtd
    lector.StartElementHandler, lector.EndElementHandler = hondura.abrir, hondura.cerrar
    if texto:
        lector.CharacterDataHandler = texto
    try:
        for trozo in trozos:
            lector.Parse(trozo, False)
        lector.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise NoAdmitido(DANADO) from error


class _Hondura:
    """Cuenta los niveles abiertos y deja pasar los avisos."""

    def __init__(self, abrir: Abrir | None, cerrar: Callable[[str], None] | None) -> None:
        self._abrir, self._cerrar, self._nivel = abrir, cerrar, 0

    def abrir(self, nombre: str, atributos: dict[str, str]) -> None:
        self._nivel += 1
        if self._nivel > PROFUNDIDAD:
            raise NoAdmitido(DANADO)
        if self._abrir:
            self._abrir(nombre, atributos)

    def cerrar(self, nombre: str) -> None:
        self._nivel -= 1
        if self._cerrar:
            self._cerrar(nombre)


def local(nombre: str) -> str:
    """Un nombre sin su espacio."""
    return nombre.rpartition(" ")[2]


def _con_dtd(*_: object) -> None:
    raise NoAdmitido(CON_DTD)
