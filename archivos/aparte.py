"""Abrir un archivo ajeno en otro proceso, con límites y por turno: aquí nunca se interpretan sus bytes."""

from __future__ import annotations

from archivos.lugares import tomar_lugar
from verificador.vivero import SinRespuesta, Vivero

__all__ = ["SinRespuesta", "pedir"]

PAGINAS_DIBUJADAS = 80
MAXIMO_DE_RESPUESTA = 128 * 1024 * 1024  # una tanda de páginas dibujadas
VIVERO = Vivero("archivos.obrero", MAXIMO_DE_RESPUESTA)  # uno por proceso: nace con el primer archivo


def pedir(labor: str, contenido: bytes, *opciones: str) -> bytes:
    """Lo que contesta el obrero a una de sus labores (`archivos.obrero.LABORES`), dentro del presupuesto de todas.

    Lanza `SinRespuesta` si falla o no cabe, y `SinLugar` si otros ocupan los lugares.
    """
    with tomar_lugar():
        return VIVERO.pedir({"labor": labor, "opciones": opciones}, contenido)
