"""Si a este proceso ya le pidieron parar: quien recorre una lista la deja en el renglón en que va, sin partirlo."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
_pedida = False


def pedir(*_: object) -> None:
    """Pide parar; sirve de manejador de SIGTERM."""
    global _pedida
    _pedida = True


def pedida() -> bool:
    """Si ya se pidió parar."""
    return _pedida


def hasta_parar(cosas: Iterable[T]) -> Iterator[T]:
    """Las mismas cosas, hasta que se pida parar."""
    for cosa in cosas:
        if _pedida:
            return
        yield cosa
