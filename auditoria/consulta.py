"""Buscar en la bitácora: filtros por acción, persona, objeto y fechas, y páginas por llave."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet

from bitacora.models import Evento
from cuentas.models import Usuario
from cuentas.reloj import HERMOSILLO

POR_PAGINA = 50


@dataclass(frozen=True)
class Filtros:
    """Lo que se pidió ver; `despues` es el número de evento desde el que sigue la página."""

    accion: str = ""
    actor: str = ""
    objeto: str = ""
    desde: str = ""
    hasta: str = ""
    despues: str = ""

    @classmethod
    def de(cls, consulta: Any) -> Filtros:
        """Los de la dirección; lo que no se entiende no filtra."""
        return cls(**{campo: consulta.get(campo, "").strip()[:80] for campo in cls.__dataclass_fields__})

    def pedidos(self) -> dict[str, str]:
        """Sólo los que traen algo."""
        return {campo: valor for campo, valor in asdict(self).items() if valor}


def buscar(filtros: Filtros) -> QuerySet[Evento]:
    """Los eventos que coinciden, del más reciente al más antiguo."""
    eventos = Evento.objects.select_related("por").order_by("-n")
    if filtros.accion:
        eventos = eventos.filter(accion__startswith=filtros.accion)
    if filtros.actor:
        eventos = eventos.filter(por__in=Usuario.objects.que_digan(filtros.actor))
    if filtros.objeto:
        eventos = eventos.filter(objeto=filtros.objeto)
    if desde := _dia(filtros.desde):
        eventos = eventos.filter(en__gte=datetime.combine(desde, time(), tzinfo=HERMOSILLO))
    if hasta := _dia(filtros.hasta):
        eventos = eventos.filter(en__lt=datetime.combine(hasta + timedelta(days=1), time(), tzinfo=HERMOSILLO))
    return eventos


def pagina(filtros: Filtros) -> tuple[list[Evento], str]:
    """Una página y la llave de la que sigue (vacía si no hay más)."""
    eventos = buscar(filtros)
    if filtros.despues.isascii() and filtros.despues.isdigit():
        eventos = eventos.filter(n__lt=int(filtros.despues[:18]))
    hallados = list(eventos[: POR_PAGINA + 1])
    return hallados[:POR_PAGINA], str(hallados[POR_PAGINA - 1].n) if len(hallados) > POR_PAGINA else ""


def acciones() -> list[str]:
    """Las acciones que la bitácora conoce."""
    return list(Evento.objects.order_by("accion").values_list("accion", flat=True).distinct())


def _dia(texto: str) -> date | None:
    try:
        dia = date.fromisoformat(texto)
    except ValueError:
        return None
    return dia if dia.year < date.max.year else None  # el último año no tiene día siguiente que sumar
