"""Cuánto de una prueba larga corre en `make probar`: una parte sembrada. `make resistencia` las corre enteras.

La parte es siempre la misma mientras no cambie `SEMILLA_DE_PRUEBAS`; quien quiera otra, la cambia en su terminal.
"""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
COMPLETA = os.environ.get("RESISTENCIA", "") not in ("", "0")
SEMILLA = int(os.environ.get("SEMILLA_DE_PRUEBAS", "20261121"))


def dosis(parte: int, completa: int) -> int:
    """Cuántas vueltas dar: `parte` en `make probar`, `completa` en `make resistencia`."""
    return completa if COMPLETA else parte


def muestra(casos: Sequence[T], parte: int, de: str = "") -> list[T]:
    """Los casos a correr: `parte` de ellos, elegidos con la semilla y en su orden, o todos en `make resistencia`.

    `de` distingue una elección de otra: dos recorridos con los mismos casos no eligen los mismos.
    """
    if COMPLETA or parte >= len(casos):
        return list(casos)
    elegidos = sorted(random.Random(f"{SEMILLA}{de}").sample(range(len(casos)), parte))
    return [casos[n] for n in elegidos]
