"""Lo que una restricción de la base garantiza y la columna, que nació vacía, no puede decir."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def consta(valor: T | None) -> T:
    """El dato que a estas alturas del trámite ya tiene que estar; si faltara, es un defecto del sistema."""
    if valor is None:
        raise ValueError("Falta un dato que a estas alturas del trámite ya debía constar.")
    return valor
