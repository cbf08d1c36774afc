"""A qué petición, turno o trabajo pertenece lo que se está haciendo: los registros lo ponen en cada renglón."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

peticion: ContextVar[str] = ContextVar("peticion", default="")
trabajo: ContextVar[str] = ContextVar("trabajo", default="")


@contextmanager
def en_trabajo(cual: str) -> Iterator[None]:
    """Todo lo que ocurra adentro es de ese turno («documentos») o de ese trabajo («documentos:12»)."""
    marca = trabajo.set(cual)
    try:
        yield
    finally:
        trabajo.reset(marca)
