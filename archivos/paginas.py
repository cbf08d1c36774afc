"""Un PDF o una foto, una imagen por página: se dibuja aparte, con límites, y se guarda por la huella del archivo."""

from __future__ import annotations

import json
from itertools import accumulate, pairwise

from django.core.files.storage import default_storage

from archivos.aparte import PAGINAS_DIBUJADAS, SinRespuesta, pedir
from archivos.entrada import guardar_en
from archivos.lugares import tomar_lugar
from archivos.models import Archivo

MAXIMO = PAGINAS_DIBUJADAS
INDICE = "indice.json"
FIN_DE_PDF = b"startxref"
NO_SE_PUDO = "El documento no se pudo mostrar como imagen."
DIBUJABLES = {"application/pdf", "image/png", "image/jpeg"}


class SinPaginas(RuntimeError):
    """El archivo no se pudo dibujar dentro de los límites."""


def se_dibuja(archivo: Archivo) -> bool:
    """Si se puede intentar: está disponible y es de una clase que se dibuja."""
    return archivo.disponible and archivo.tipo in DIBUJABLES


def cuantas(archivo: Archivo) -> int:
    """Cuántas páginas tiene; la primera vez las dibuja todas. Lanza `SinPaginas`, también si no está disponible."""
    if not archivo.disponible:
        raise SinPaginas("El documento todavía no está disponible.")
    if not se_dibuja(archivo):
        raise SinPaginas("Este archivo no se puede mostrar como imagen.")
    indice = _clave(archivo, INDICE)
    if not default_storage.exists(indice):
        _dibujar(archivo)
    with default_storage.open(indice, "rb") as guardado:
        return int(json.loads(guardado.read()))


def pagina(archivo: Archivo, numero: int) -> bytes:
    """El PNG de una página, desde la 1. `IndexError` si no existe; `SinPaginas` si no se pudo dibujar."""
    if not 1 <= numero <= cuantas(archivo):
        raise IndexError(numero)
    with default_storage.open(_clave(archivo, f"{numero}.png"), "rb") as guardada:
        png: bytes = guardada.read()
        return png


def _dibujar(archivo: Archivo) -> None:
    paginas = imagenes(archivo.leer())
    for numero, png in enumerate(paginas, start=1):
        guardar_en(_clave(archivo, f"{numero}.png"), png)
    guardar_en(_clave(archivo, INDICE), json.dumps(len(paginas)).encode())  # al final: si existe, están todas


def imagenes(contenido: bytes) -> list[bytes]:
    """Un PNG por página de unos bytes que no se guardan; se dibuja en otro proceso. Lanza `SinPaginas`."""
    _exigir_entero(contenido)
    dibujadas: list[bytes] = []
    with tomar_lugar():
        while True:
            hay, tanda = _tanda(contenido, len(dibujadas))
            dibujadas += tanda
            if len(dibujadas) >= hay:
                return dibujadas
            if not tanda:
                raise SinPaginas(NO_SE_PUDO)


def _tanda(contenido: bytes, desde: int) -> tuple[int, list[bytes]]:
    """Cuántas páginas se dibujan de él y las siguientes, las que caben en el presupuesto de un hijo."""
    try:
        dicho, _, imagenes = pedir("paginas", contenido, str(desde)).partition(b"\n")
        leido = json.loads(dicho)
    except (SinRespuesta, ValueError) as error:
        raise SinPaginas(NO_SE_PUDO) from error
    return leido["hay"], [imagenes[a:b] for a, b in pairwise(accumulate(leido["largos"], initial=0))]


def contar(contenido: bytes) -> int:
    """Cuántas páginas tiene un PDF, sin dibujarlo; se abre en otro proceso. Lanza `SinPaginas`."""
    _exigir_entero(contenido)
    try:
        return int(pedir("contar", contenido))
    except (SinRespuesta, ValueError) as error:
        raise SinPaginas(NO_SE_PUDO) from error


def _exigir_entero(contenido: bytes) -> None:
    if contenido.startswith(b"%PDF-") and FIN_DE_PDF not in contenido:  # trunco: ni se lanza el otro proceso
        raise SinPaginas(NO_SE_PUDO)


def _clave(archivo: Archivo, nombre: str) -> str:
    return f"paginas/{archivo.sha256[:2]}/{archivo.sha256}/{nombre}"
