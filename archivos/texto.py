"""Lo que dice un PDF ajeno: su texto y sus adjuntos, sacados en otro proceso, con límites."""

from __future__ import annotations

from archivos.aparte import SinRespuesta, pedir

SEGUNDOS = 15


class SinTexto(RuntimeError):
    """El archivo no se pudo leer dentro de los límites."""


def texto_de(contenido: bytes) -> str:
    """Los adjuntos de texto y el texto de las primeras páginas, en ese orden. Lanza `SinTexto`."""
    try:
        return pedir("texto", contenido, SEGUNDOS).decode("utf-8", "replace")
    except SinRespuesta as error:
        raise SinTexto("El archivo está dañado o no se puede leer.") from error
