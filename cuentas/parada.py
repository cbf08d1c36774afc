"""Si a este proceso ya le pidieron parar: quien recorre una lista la deja en el renglón en que va, sin partirlo."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from typing import TypeVar

from django.db.models import Model

T = TypeVar("T")
M = TypeVar("M", bound=Model)
registro = logging.getLogger(__name__)
fallas: ContextVar[list[tuple[str, str]] | None] = ContextVar("fallas", default=None)
"""Donde el trabajador junta lo que no procedió en un turno: el renglón y la clase del error."""
_pedida = False


def pedir(*_: object) -> None:
    """Pide parar; sirve de manejador de SIGTERM."""
    global _pedida
    _pedida = True


def pedida() -> bool:
    return _pedida


def hasta_parar(cosas: Iterable[T]) -> Iterator[T]:
    for cosa in cosas:
        if _pedida:
            return
        yield cosa


def barrer(renglones: Iterable[M], hacer: Callable[[M], bool], falla: str) -> int:
    """Hace lo que toca con cada renglón, hasta que se pida parar. Devuelve con cuántos se hizo.

    El que no procede queda en el registro, con su número en `falla`, y no detiene a los demás: se intenta en el
    siguiente barrido.
    """
    return sum(_intentar(renglon, hacer, falla) for renglon in hasta_parar(renglones))


def _intentar(renglon: M, hacer: Callable[[M], bool], falla: str) -> bool:
    try:
        return hacer(renglon)
    except Exception as error:  # de lo que sea: lo que le pase a uno no es de los demás
        registro.exception(falla, renglon.pk)
        if (juntas := fallas.get()) is not None:
            juntas.append((f"{renglon._meta.model_name}:{renglon.pk}", type(error).__name__))
        return False
