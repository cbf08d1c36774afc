"""Abrir un archivo ajeno en otro proceso, con límites: aquí nunca se interpretan sus bytes."""

from __future__ import annotations

from verificador.vivero import SinRespuesta, Vivero

__all__ = ["SinRespuesta", "pedir"]

PAGINAS_DIBUJADAS = 80
MAXIMO_DE_RESPUESTA = 512 * 1024 * 1024  # todas sus páginas dibujadas
VIVERO = Vivero("archivos.obrero", MAXIMO_DE_RESPUESTA)  # uno por proceso: nace con el primer archivo


def pedir(labor: str, contenido: bytes, segundos: float, *opciones: str) -> bytes:
    """Lo que contesta el obrero a una labor («paginas», «texto», «celdas», «libro», «contar», «revisar» con extensión).

    Lanza `SinRespuesta` si falla o tarda más de `segundos`.
    """
    return VIVERO.pedir({"labor": labor, "opciones": opciones}, contenido, segundos)
