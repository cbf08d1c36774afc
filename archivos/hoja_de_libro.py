"""Una hoja por escribir, antes de ser un libro."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Hoja:
    """Una hoja de un libro: sus títulos, sus filas y, por título, las opciones que su columna admite."""

    nombre: str
    encabezado: Sequence[str]
    filas: Iterable[Sequence[object]] = ()
    opciones: Mapping[str, Sequence[str]] = field(default_factory=dict)
