"""El JSON congelado de un modelo, con su forma; y lo que consta, que viene de más abajo."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db.models import JSONField

from cuentas.constancia import consta as consta

T = TypeVar("T")

if TYPE_CHECKING:
    Campo = JSONField[T, T]
else:
    Campo = JSONField  # en marcha, Django no lo distingue
