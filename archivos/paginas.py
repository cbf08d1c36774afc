"""Un PDF mirado como una imagen por página: se dibuja aparte, con límites, y se guarda por la huella del archivo."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from archivos.models import Archivo

OBRERO = Path(__file__).with_name("obrero_paginas.py")
SEGUNDOS = 40
INDICE = "indice.json"


class SinPaginas(RuntimeError):
    """El archivo no se pudo dibujar dentro de los límites."""


def cuantas(archivo: Archivo) -> int:
    """Cuántas páginas tiene; la primera vez las dibuja todas. Lanza `SinPaginas`."""
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
        return guardada.read()


def _dibujar(archivo: Archivo) -> None:
    paginas = _en_otro_proceso(archivo.leer())
    for numero, png in enumerate(paginas, start=1):
        _guardar(_clave(archivo, f"{numero}.png"), png)
    _guardar(_clave(archivo, INDICE), json.dumps(len(paginas)).encode())  # al final: si existe, están todas


def _en_otro_proceso(contenido: bytes) -> list[bytes]:
    orden = [sys.executable, "-I", str(OBRERO)]
    try:
        hecho = subprocess.run(  # noqa: S603 (orden fija: el intérprete y un archivo de la casa)
            orden, input=contenido, capture_output=True, timeout=SEGUNDOS, check=True, env={}
        )
        indice, _, resto = hecho.stdout.partition(b"\n")
        largos = json.loads(indice)
    except (subprocess.SubprocessError, ValueError) as error:
        raise SinPaginas("El documento no se pudo mostrar como imagen: ábralo en otra pestaña.") from error
    cortes = [sum(largos[:n]) for n in range(len(largos) + 1)]
    return [resto[a:b] for a, b in zip(cortes, cortes[1:], strict=False)]


def _clave(archivo: Archivo, nombre: str) -> str:
    return f"paginas/{archivo.sha256[:2]}/{archivo.sha256}/{nombre}"


def _guardar(clave: str, contenido: bytes) -> None:
    if not default_storage.exists(clave):
        default_storage.save(clave, ContentFile(contenido))
