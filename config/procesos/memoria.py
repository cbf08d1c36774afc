"""Cuánta memoria retiene un proceso de larga vida. Donde no hay glibc, no hace nada."""

from __future__ import annotations

import ctypes

M_ARENA_MAX = -8  # malloc.h; mallopt(3)


def pocas_arenas(cuantas: int = 2) -> None:
    """Con muchos hilos se abren hasta ocho arenas por núcleo y ninguna devuelve lo que deja a medio llenar.

    Antes de abrir hilos.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_ARENA_MAX, cuantas)
