"""Buscar en la bitácora: por acción, persona, objeto, fechas y lo que se sabe del expediente; páginas por llave."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from auditoria.alcance import de_expedientes, eventos_para, expedientes_para
from auditoria.expedientes import DeExpediente, dia, filtrar
from bitacora.models import Evento
from cuentas.models import Usuario
from cuentas.reloj import inicio_de

POR_PAGINA = 50
TOPE_DE_CONTEO = 2000


@dataclass(frozen=True)
class Filtros(DeExpediente):
    """Lo que se pidió ver; las fechas son las del evento y `despues`, el número desde el que sigue la página."""

    accion: str = ""
    actor: str = ""
    objeto: str = ""
    desde: str = ""
    hasta: str = ""
    despues: str = ""


def buscar(usuario: Usuario, filtros: Filtros) -> QuerySet[Evento]:
    """Los eventos que coinciden y que la persona alcanza, del más reciente al más antiguo."""
    eventos = _alcanzados(usuario, filtros).select_related("por").order_by("-n")
    if filtros.accion:
        eventos = eventos.filter(accion__in=de_familia(filtros.accion))
    if filtros.actor:
        eventos = eventos.filter(por__in=list(Usuario.objects.que_digan(filtros.actor).values_list("pk", flat=True)))
    if filtros.objeto:
        eventos = eventos.filter(objeto=filtros.objeto)
    if desde := dia(filtros.desde):
        eventos = eventos.filter(en__gte=inicio_de(desde))
    if hasta := dia(filtros.hasta):
        eventos = eventos.filter(en__lt=inicio_de(hasta + timedelta(days=1)))
    return eventos


def pagina(eventos: QuerySet[Evento], despues: str) -> tuple[list[Evento], str]:
    """Una página y la llave de la que sigue (vacía si no hay más)."""
    if despues.isascii() and despues.isdigit():
        eventos = eventos.filter(n__lt=int(despues[:18]))
    hallados = list(eventos[: POR_PAGINA + 1])
    return hallados[:POR_PAGINA], str(hallados[POR_PAGINA - 1].n) if len(hallados) > POR_PAGINA else ""


def opciones_de_accion(eventos: QuerySet[Evento]) -> list[tuple[str, int]]:
    """Cada acción y cuántos eventos suyos hay entre los `TOPE_DE_CONTEO` más recientes que coinciden.

    Contar hasta un tope no se encarece con la historia. Las familias («dictamen.») van antes que sus acciones.
    """
    cuenta = Counter(eventos.select_related(None).values_list("accion", flat=True)[:TOPE_DE_CONTEO])
    conocidas = acciones()
    familias = Counter({accion.partition(".")[0] + "." for accion in conocidas})
    for accion, cuantos in list(cuenta.items()):
        cuenta[accion.partition(".")[0] + "."] += cuantos
    return [(clave, cuenta[clave]) for clave in sorted([*conocidas, *familias])]


def con_expediente(eventos: list[Evento]) -> list[dict[str, Any]]:
    """Cada evento con la llave de su expediente, si es de uno."""
    claves = [(evento, evento.objeto.partition(":")) for evento in eventos]
    return [{"evento": e, "pk": pk if tipo == "solicitud" and pk.isdigit() else ""} for e, (tipo, _, pk) in claves]


def de_familia(accion: str) -> list[str]:
    """La acción pedida o, si termina en punto, todas las de su familia («dictamen.»)."""
    return [una for una in acciones() if una.startswith(accion)] if accion.endswith(".") else [accion]


def acciones() -> list[str]:
    """Las acciones que la bitácora conoce, saltando de una a la siguiente por su índice."""
    return Evento.objects.acciones()


def _alcanzados(usuario: Usuario, filtros: Filtros) -> QuerySet[Evento]:
    if not filtros.pide_expediente:
        return eventos_para(usuario)
    return de_expedientes(Evento.objects.all(), filtrar(expedientes_para(usuario), filtros))
