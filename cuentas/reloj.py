"""El único reloj: los actos reciben la hora; quien los llama la pregunta aquí."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone

HERMOSILLO = ZoneInfo("America/Hermosillo")
PRIMER_DIA, ULTIMO_DIA = date(1900, 1, 1), date(2149, 12, 31)
"""Ninguna fecha que alguien escriba cae fuera: más allá los calendarios no cuentan y un dictamen no saldría."""
RANGO = f"se admite entre {PRIMER_DIA.year} y {ULTIMO_DIA.year}"
_simulado: ContextVar[datetime | None] = ContextVar("reloj_simulado", default=None)


def ahora() -> datetime:
    """Momento actual en UTC (o el simulado por la demostración)."""
    return _simulado.get() or timezone.now()


def hoy() -> date:
    """Fecha de hoy en Hermosillo (UTC−7 todo el año)."""
    return dia_de(ahora())


def dia_de(momento: datetime) -> date:
    """La fecha en Hermosillo de un momento con zona; a las 18:00 de aquí, en UTC ya es otro día."""
    return momento.astimezone(HERMOSILLO).date()


def es_posible(dia: date) -> bool:
    """Si la fecha está entre las que el sistema sabe contar."""
    return PRIMER_DIA <= dia <= ULTIMO_DIA


def si_es_posible(dia: date) -> date | None:
    """La fecha, o None si el sistema no sabe contarla: para lo que se lee de un archivo o de un JSON."""
    return dia if es_posible(dia) else None


def posible(dia: date) -> date:
    """La misma fecha, o la más cercana que el sistema sabe contar: para lo que ya está guardado."""
    return min(max(dia, PRIMER_DIA), ULTIMO_DIA)


def inicio_de(dia: date) -> datetime:
    """El primer momento de ese día en Hermosillo."""
    return datetime.combine(dia, time(), tzinfo=HERMOSILLO)


def es_de_madrugada(momento: datetime) -> bool:
    """De tres a cinco en Hermosillo: la hora de lo pesado que nadie espera."""
    return 3 <= momento.astimezone(HERMOSILLO).hour < 5


@contextmanager
def detenido_en(momento: datetime) -> Iterator[None]:
    """Simula la hora; sólo para la orden de demostración y las pruebas."""
    marca = _simulado.set(momento)
    try:
        yield
    finally:
        _simulado.reset(marca)
