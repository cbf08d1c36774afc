"""Lo que dice un PDF ajeno: su texto y sus adjuntos, sacados en otro proceso, con límites."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

OBRERO = Path(__file__).with_name("obrero_texto.py")
SEGUNDOS = 15


class SinTexto(RuntimeError):
    """El archivo no se pudo leer dentro de los límites."""


def texto_de(contenido: bytes) -> str:
    """Los adjuntos de texto y el texto de las primeras páginas, en ese orden. Lanza `SinTexto`."""
    orden = [sys.executable, "-I", str(OBRERO)]
    try:
        hecho = subprocess.run(  # noqa: S603 (orden fija: el intérprete y un archivo de la casa)
            orden, input=contenido, capture_output=True, timeout=SEGUNDOS, check=True, env={}
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise SinTexto("El archivo está dañado o no se puede leer.") from error
    return hecho.stdout.decode("utf-8", "replace")
