"""Buscar en la bitácora: por acción, persona, objeto, fechas y lo que se sabe del expediente; páginas por llave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from auditoria.alcance import de_expedientes, eventos_para, expediente_de, expedientes_para
from auditoria.expedientes import DeExpediente, dia, filtrar
from bitacora.models import Evento
from cuentas.interfaz.filtros import entero
from cuentas.interfaz.paginas import Tramo
from cuentas.models import Usuario
from cuentas.reloj import inicio_de

POR_PAGINA = 50
TOPE_DE_CONTEO = 2000
TANDA = 2000


@dataclass(frozen=True)
class Filtros(DeExpediente):
    """Lo que se pidió ver; las fechas son las del evento."""

    accion: str = ""
    actor: str = ""
    objeto: str = ""
    desde: str = ""
    hasta: str = ""


def buscar(usuario: Usuario, filtros: Filtros) -> QuerySet[Evento]:
    """Los eventos que coinciden y que la persona alcanza."""
    eventos = _alcanzados(usuario, filtros)
    if filtros.accion:
        eventos = eventos.filter(**_una_o_varias("accion", de_familia(filtros.accion)))
    if filtros.actor:
        eventos = de_personas(eventos, filtros.actor)
    if filtros.objeto:
        eventos = eventos.filter(objeto=filtros.objeto)
    if desde := dia(filtros.desde):
        eventos = eventos.filter(en__gte=inicio_de(desde))
    if hasta := dia(filtros.hasta):
        eventos = eventos.filter(en__lt=inicio_de(hasta + timedelta(days=1)))
    return eventos


def de_personas(eventos: QuerySet[Evento], texto: str) -> QuerySet[Evento]:
    """Los que hizo alguna de las personas que dicen todas esas palabras."""
    return eventos.filter(**_una_o_varias("por", list(Usuario.objects.que_digan(texto).values_list("pk", flat=True))))


def pagina(
    eventos: QuerySet[Evento], despues: str, *relaciones: str, ya: list[int] | None = None
) -> Tramo[Evento]:
    """Una página, del más reciente al más antiguo; la llave es el número del evento.

    `ya`, los números más recientes si ya se leyeron: la primera página sale de ahí.
    """
    if (sigue := entero(despues)) is not None:
        eventos = eventos.filter(n__lt=sigue)
    numeros = recientes(eventos, POR_PAGINA + 1) if ya is None or sigue is not None else ya[: POR_PAGINA + 1]
    hallados = list(completos(numeros[:POR_PAGINA], *relaciones))
    return Tramo(hallados, siguiente=str(numeros[POR_PAGINA - 1]) if len(numeros) > POR_PAGINA else "")


def recientes(eventos: QuerySet[Evento], cuantos: int) -> list[int]:
    """Los números de los más recientes: primero cuáles y luego sus renglones, que así no se ordenan enteros."""
    return list(eventos.order_by("-n").values_list("n", flat=True)[:cuantos])


def completos(numeros: list[int], *relaciones: str) -> Iterator[Evento]:
    """Los renglones de esos números, en ese orden, leídos de tanda en tanda."""
    for lugar in range(0, len(numeros), TANDA):
        suyos = Evento.objects.select_related("por", *relaciones).filter(n__in=numeros[lugar : lugar + TANDA])
        yield from suyos.order_by("-n")


def opciones_de_accion(numeros: list[int]) -> list[tuple[str, int]]:
    """Cada acción que la bitácora conoce y cuántos de esos eventos son suyos.

    Contar sólo los más recientes que coinciden no se encarece con la historia. Las familias («dictamen.») van antes.
    """
    cuenta = Counter(Evento.objects.filter(n__in=numeros).values_list("accion", flat=True))
    conocidas = acciones()
    for accion, cuantos in list(cuenta.items()):
        cuenta[_familia(accion)] += cuantos
    return [(clave, cuenta[clave]) for clave in sorted({*conocidas, *map(_familia, conocidas)})]


def con_expediente(eventos: list[Evento]) -> list[dict[str, Any]]:
    """Cada evento con la llave de su expediente, si es de uno."""
    return [{"evento": evento, "pk": expediente_de(evento)} for evento in eventos]


def de_familia(accion: str) -> list[str]:
    """La acción pedida o, si termina en punto, todas las de su familia («dictamen.»)."""
    return [una for una in acciones() if una.startswith(accion)] if accion.endswith(".") else [accion]


def acciones() -> list[str]:
    """Las acciones que la bitácora conoce, saltando de una a la siguiente por su índice."""
    return Evento.objects.acciones()


def _familia(accion: str) -> str:
    return accion.partition(".")[0] + "."


def _una_o_varias(campo: str, valores: list[Any]) -> dict[str, Any]:
    """Una sola se compara por igual: así el índice ya trae los eventos en orden."""
    return {campo: valores[0]} if len(valores) == 1 else {f"{campo}__in": valores}


def _alcanzados(usuario: Usuario, filtros: Filtros) -> QuerySet[Evento]:
    if not filtros.pide_expediente:
        return eventos_para(usuario)
    return de_expedientes(filtrar(expedientes_para(usuario), filtros))
