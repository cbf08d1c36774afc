"""Cuánta memoria retiene un proceso de larga vida. Donde no hay glibc, nada de esto hace nada."""

from __future__ import annotations

import ctypes
from typing import Any

M_ARENA_MAX = -8  # malloc.h; mallopt(3)


def pocas_arenas(cuantas: int = 2) -> None:
    """Con muchos hilos se abren hasta ocho arenas por núcleo y ninguna devuelve lo que deja a medio llenar.

    Antes de abrir hilos.
    """
    _glibc("mallopt", M_ARENA_MAX, cuantas)


def recortar() -> None:
    """Devuelve al sistema lo que el último documento dejó libre."""
    _glibc("malloc_trim", 0)


def _glibc(nombre: str, *valores: int) -> None:
    funcion: Any = getattr(ctypes.CDLL(None), nombre, None)
    if funcion is not None:
        funcion(*valores)
