"""Conectarse como el dueño de la base, que sólo hace falta para cambiar su forma: `DATABASE_URL_DUENA`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from config import entorno

Conexion = dict[str, Any]


@contextmanager
def como_duena() -> Iterator[bool]:
    """Lo que corre dentro usa `DATABASE_URL_DUENA`; si no está puesta, la de siempre (y entrega falso)."""
    suya = entorno.base_de_la_duena()
    if suya is None:
        yield False
        return
    antes: Conexion = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(suya)
    try:
        yield True
    finally:
        connection.close()
        connection.settings_dict.update(antes)
