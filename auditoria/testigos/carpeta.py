"""La carpeta que se publica: los mosaicos y los paquetes, que no cambian, y el checkpoint, que sí.

Sale entera de la base y de las anclas: si se pierde o alguien la toca, se vuelve a hacer. Puede servirse tal cual desde
otra máquina; por eso no trae nada que no sea público.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from auditoria.anclas.dudas import BitacoraRota
from bitacora.cadena import eslabones
from verificador.testigos import mosaicos
from verificador.testigos.mosaicos import ALTO, ANCHO, ENTRADAS, HUELLA, MosaicoDanado, Mosaicos
from verificador.testigos.notas import Checkpoint, Nota, NotaIlegible, leer_checkpoint, leer_nota

CHECKPOINT, LLAVE, LLAVE_SELLADA = "checkpoint", "llave", "llave.p7m"


def almacen() -> Storage:
    """Donde se publica."""
    return storages["publica"]


def leer(ruta: str) -> bytes | None:
    """Los bytes de lo publicado; None si no está. `AlmacenNoDisponible` si no se alcanza."""
    try:
        with almacen().open(ruta) as archivo:
            contenido: bytes = archivo.read()
            return contenido
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None


def escribir(ruta: str, contenido: bytes) -> None:
    """Lo pone entero en su lugar, sobre lo que hubiera."""
    almacen().save(ruta, ContentFile(contenido))


def publicado() -> Nota | None:
    """El checkpoint publicado; None si todavía no hay, o si se dañó y hay que hacerlo otra vez."""
    crudo = leer(CHECKPOINT)
    with suppress(NotaIlegible):
        return leer_nota(crudo) if crudo else None
    return None


def arbol(n: int) -> Mosaicos:
    """El árbol de las primeras `n` hojas, leído de lo publicado."""
    return Mosaicos(n, leer)


def crecer(hasta: Checkpoint) -> None:
    """Publica los mosaicos que faltan para ese checkpoint y exige que den su raíz. Lanza `BitacoraRota`.

    Si lo ya publicado no la da, se rehace todo desde la base antes de decir que no casa.
    """
    antes = publicado()
    if antes and _dan_la_raiz(min(leer_checkpoint(antes).n, hasta.n), hasta):
        return
    _hacer(0, hasta.n)
    if arbol(hasta.n).raiz != hasta.raiz:
        raise BitacoraRota(f"La base ya no da la raíz que el sello firmó hasta el evento {hasta.n}.")


def _dan_la_raiz(desde: int, hasta: Checkpoint) -> bool:
    try:
        _hacer(desde, hasta.n)
        return arbol(hasta.n).raiz == hasta.raiz
    except MosaicoDanado:
        return False


def _hacer(desde: int, hasta: int) -> None:
    """Los mosaicos de cada nivel que cambian al pasar de `desde` hojas a `hasta`."""
    primero = desde // ANCHO
    hojas = eslabones(primero * ANCHO, hasta)
    for lugar, tramo in enumerate(_tramos(hojas), primero):
        _poner(0, lugar, [mosaicos.hoja(entrada) for entrada in tramo])
        escribir(mosaicos.ruta_de(ENTRADAS, lugar, len(tramo)), mosaicos.empaquetar(tramo))
    for nivel in mosaicos.niveles(hasta)[1:]:
        for lugar, ancho in mosaicos.anchos(hasta, nivel):
            if lugar >= (desde >> (ALTO * nivel)) // ANCHO:
                _poner(nivel, lugar, [_raiz(nivel - 1, lugar * ANCHO + k) for k in range(ancho)])


def _tramos(hojas: Iterator[str]) -> Iterator[list[bytes]]:
    while tramo := [bytes.fromhex(una) for una in islice(hojas, ANCHO)]:
        yield tramo


def _poner(nivel: int, lugar: int, huellas: list[bytes]) -> None:
    escribir(mosaicos.ruta_de(nivel, lugar, len(huellas)), b"".join(huellas))
    if len(huellas) == ANCHO:
        for clase in (nivel, ENTRADAS) if nivel == 0 else (nivel,):
            _quitar_parciales(f"{mosaicos.ruta_de(clase, lugar)}.p")


def _quitar_parciales(ruta: str) -> None:
    """Con el completo ya en su lugar, el estándar deja borrarlos."""
    with suppress(FileNotFoundError):
        for nombre in almacen().listdir(ruta)[1]:
            almacen().delete(f"{ruta}/{nombre}")


def _raiz(nivel: int, lugar: int) -> bytes:
    crudo = leer(mosaicos.ruta_de(nivel, lugar))
    if crudo is None or len(crudo) != ANCHO * HUELLA:
        raise MosaicoDanado(f"falta el mosaico «{mosaicos.ruta_de(nivel, lugar)}»")
    return mosaicos.raiz_de_mosaico([crudo[k : k + HUELLA] for k in range(0, len(crudo), HUELLA)])
