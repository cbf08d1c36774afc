"""Abrir un archivo ajeno en otro proceso, con límites: aquí nunca se interpretan sus bytes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

OBRERO = Path(__file__).with_name("obrero.py")


class SinRespuesta(RuntimeError):
    """El obrero no pudo con el archivo dentro de los límites."""


def pedir(labor: str, contenido: bytes, segundos: float, *opciones: str) -> bytes:
    """Lo que contesta el obrero a una labor («paginas», «texto», «celdas», «libro», «contar», «revisar» con extensión).

    Lanza `SinRespuesta` si falla o tarda más de `segundos`.
    """
    orden = [sys.executable, "-I", str(OBRERO), labor, *opciones]
    try:
        hecho = subprocess.run(  # noqa: S603 (orden fija: el intérprete y un archivo de la casa)
            orden, input=contenido, capture_output=True, timeout=segundos, check=True, env={}
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise SinRespuesta(labor) from error
    return hecho.stdout
