"""Buscar en la bitácora: por acción, persona, objeto, fechas y lo que se sabe del expediente; páginas por llave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, QuerySet

from auditoria.alcance import de_expedientes, eventos_para, expedientes_para
from auditoria.expedientes import DE_CAMPO, DeExpediente, dia, filtrar
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


def por_accion(eventos: QuerySet[Evento]) -> list[tuple[str, int]]:
    """Cuántos hay de cada acción entre los `TOPE_DE_CONTEO` más recientes que coinciden: lo viejo no encarece contar."""
    recientes = eventos.select_related(None).values("n")[:TOPE_DE_CONTEO]
    cuenta = Evento.objects.filter(n__in=recientes).order_by("accion").values_list("accion").annotate(Count("n"))
    return list(cuenta)


def de_familia(accion: str) -> list[str]:
    """La acción pedida o, si termina en punto, todas las de su familia («dictamen.»)."""
    return [una for una in acciones() if una.startswith(accion)] if accion.endswith(".") else [accion]


def acciones() -> list[str]:
    """Las acciones que la bitácora conoce, saltando de una a la siguiente por su índice."""
    return Evento.objects.acciones()


def _alcanzados(usuario: Usuario, filtros: Filtros) -> QuerySet[Evento]:
    if not set(filtros.filtran) & set(DE_CAMPO):
        return eventos_para(usuario)
    return de_expedientes(Evento.objects.all(), filtrar(expedientes_para(usuario), filtros))
