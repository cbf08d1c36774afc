"""Lo que una restricción de la base garantiza y la columna, que nació vacía, no puede decir."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db.models import JSONField

T = TypeVar("T")

if TYPE_CHECKING:
    Campo = JSONField[T, T]  # el JSON congelado de un modelo, con su forma
else:
    Campo = JSONField  # en marcha, Django no lo distingue


def consta(valor: T | None) -> T:
    """El dato que a estas alturas del trámite ya tiene que estar; si faltara, es un defecto del sistema."""
    if valor is None:
        raise ValueError("Falta un dato que a estas alturas del trámite ya debía constar.")
    return valor
