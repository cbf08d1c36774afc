"""La bandeja: qué tareas esperan a una persona, por vencimiento, con un número fijo de consultas."""

from __future__ import annotations

import base64
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from viewflow.workflow.models import Task

from cuentas.acceso import permisos_de_bandeja, puede
from cuentas.calendario import calendarios_de, habiles_entre
from cuentas.models import Usuario
from cuentas.reloj import dia_de
from cuentas.texto import normalizar
from dictamenes.models import Plazo, Revision, Solicitud
from flujos.flows import DictamenFlow
from flujos.nodos import ACTIVAS

POR_PAGINA = 25
ETAPAS = {
    "requisitos": "Revisión de requisitos",
    "prevencion": "Atención de observaciones",
    "revision": "Revisión técnica",
    "estrategia": "Revisión estratégica",
    "firma": "Firma",
}
VISTAS = {"todas": "Todas", "mias": "Mías", "sin-asignar": "Sin asignar", "vencidas": "Vencidas"}
SOLICITUD = "process__vinculo__solicitud"
SEMILLAS = GenericPrefetch("seed", [Revision.objects.select_related("area")])
FOLIO = re.compile(r"^(?:SGD-SDTE-(?P<anio>\d{4})-)?0*(?P<numero>\d{1,5})$", re.IGNORECASE)


@dataclass(frozen=True)
class Renglon:
    """Una tarea como se lee en la bandeja; `dias` son hábiles y negativos si ya venció."""

    solicitud: Solicitud
    etapa: str
    etapa_nombre: str
    area: Any
    encargada: Usuario | None
    es_mia: bool
    vence_en: datetime
    dias: int


@dataclass(frozen=True)
class Filtros:
    """Lo que se pidió ver, tal como viaja en la dirección."""

    vista: str = "todas"
    etapa: str = ""
    q: str = ""
    despues: str = ""
    antes: str = ""

    @classmethod
    def de(cls, consulta: Any) -> Filtros:
        """Los filtros de la dirección; lo que no se entiende se ignora."""
        vista, etapa = consulta.get("vista", ""), consulta.get("etapa", "")
        return cls(
            vista=vista if vista in VISTAS else "todas", etapa=etapa if etapa in ETAPAS else "",
            q=consulta.get("q", "").strip()[:100], despues=consulta.get("despues", ""), antes=consulta.get("antes", ""),
        )


def tareas_de(usuario: Usuario) -> QuerySet[Task]:
    """Las tareas activas de personas que le tocan, con su vencimiento. Coordinación las ve todas para repartirlas."""
    plazo = Plazo.objects.filter(solicitud=OuterRef(SOLICITUD), cerrado_en=None).exclude(clase=Plazo.Clase.DICTAMEN)
    activas = Task.objects.filter(flow_task_type="HUMAN", status__in=ACTIVAS, **{f"{SOLICITUD}__isnull": False})
    if not puede(usuario, "revision.turnar"):
        activas = activas.filter(_le_tocan(usuario))
    vence = Subquery(plazo.order_by("vence_en").values("vence_en")[:1])
    return activas.annotate(vence_en=Coalesce(vence, F("created")))


def filtrar(tareas: QuerySet[Task], filtros: Filtros, usuario: Usuario, en: datetime) -> QuerySet[Task]:
    """Aplica vista, etapa y texto (sin acentos)."""
    tareas = tareas.filter(_de_vista(filtros.vista, usuario, en))
    if filtros.etapa:
        tareas = tareas.filter(flow_task=getattr(DictamenFlow, filtros.etapa))
    for palabra in normalizar(filtros.q).split()[:8]:
        tareas = tareas.filter(**{f"{SOLICITUD}__busqueda__contains": palabra})
    return tareas


def conteos(tareas: QuerySet[Task], usuario: Usuario, en: datetime) -> dict[str, int]:
    """Cuántas hay en cada vista, en una sola consulta."""
    return tareas.aggregate(**{
        vista.replace("-", "_"): Count("pk", filter=_de_vista(vista, usuario, en)) for vista in VISTAS
    })


def pagina(tareas: QuerySet[Task], filtros: Filtros, usuario: Usuario, en: datetime) -> dict[str, Any]:
    """Una página por llave (vencimiento y número de tarea): renglones y llaves de la anterior y la siguiente."""
    hacia_atras = bool(filtros.antes)
    consulta = _desde(tareas, filtros.antes or filtros.despues, hacia_atras)
    orden = ("-vence_en", "-pk") if hacia_atras else ("vence_en", "pk")
    relaciones = (f"{SOLICITUD}__ente", f"{SOLICITUD}__dictamen__autoriza", "owner")
    halladas = list(consulta.order_by(*orden).select_related(*relaciones).prefetch_related(SEMILLAS)[: POR_PAGINA + 1])
    hay_mas, tareas_vistas = len(halladas) > POR_PAGINA, halladas[:POR_PAGINA]
    if hacia_atras:
        tareas_vistas.reverse()
    return {
        "renglones": _renglones(tareas_vistas, usuario, en),
        "anterior": _llave(tareas_vistas[0]) if tareas_vistas and (hay_mas if hacia_atras else filtros.despues) else "",
        "siguiente": _llave(tareas_vistas[-1]) if tareas_vistas and (hay_mas or hacia_atras) else "",
    }


def por_folio(usuario: Usuario, texto: str) -> Solicitud | None:
    """El expediente de un folio tal como se teclea: completo («SGD-SDTE-2026-421») o sólo el número («421»)."""
    hallado = FOLIO.match(texto.strip())
    if hallado is None:
        return None
    anio, numero = hallado["anio"] or "", int(hallado["numero"])
    prefijo = f"SGD-SDTE-{anio}-" if anio else "SGD-SDTE-"
    visibles = Solicitud.objects.visibles_para(usuario)
    return visibles.filter(folio__startswith=prefijo, folio__endswith=f"-{numero:05d}").order_by("-folio").first()


def dias_habiles(vence_en: datetime, en: datetime, calendario: Any) -> int:
    """Días hábiles que faltan (0, vence hoy; negativo, los que lleva vencido y por lo menos uno)."""
    hoy, vence = dia_de(en), dia_de(vence_en)
    dias = habiles_entre(hoy, vence, calendario)
    return min(dias, -1) if vence < hoy else dias


def _le_tocan(usuario: Usuario) -> Q:
    por_permiso: dict[str, list[str]] = defaultdict(list)
    for permiso, objeto in permisos_de_bandeja(usuario):
        por_permiso[permiso] += [str(objeto)] if objeto else []
    filtro = Q(owner=usuario)
    for permiso, objetos in por_permiso.items():
        filtro |= Q(owner_permission=permiso, owner_permission_obj_pk__in=objetos) if objetos else Q(
            owner_permission=permiso, owner_permission_obj_pk=None
        )
    return filtro


def _de_vista(vista: str, usuario: Usuario, en: datetime) -> Q:
    firma = Q(flow_task=DictamenFlow.firma)
    mia = Q(owner=usuario) | (firma & Q(**{f"{SOLICITUD}__dictamen__autoriza": usuario}))
    return {
        "todas": Q(pk__isnull=False),
        "mias": mia,
        "sin-asignar": Q(owner=None) & ~firma,
        "vencidas": Q(vence_en__lt=en),
    }[vista]


def _desde(tareas: QuerySet[Task], llave: str, hacia_atras: bool) -> QuerySet[Task]:
    if (leida := _leer(llave)) is None:
        return tareas
    momento, pk = leida
    if hacia_atras:
        return tareas.filter(Q(vence_en__lt=momento) | Q(vence_en=momento, pk__lt=pk))
    return tareas.filter(Q(vence_en__gt=momento) | Q(vence_en=momento, pk__gt=pk))


def _leer(llave: str) -> tuple[datetime, int] | None:
    """Vencimiento y número de tarea de una llave; None si no se entiende o la fecha no cabe en UTC."""
    try:
        vence, pk = json.loads(base64.urlsafe_b64decode(llave.encode() + b"=="))
        momento = datetime.fromisoformat(vence)
        return (momento.astimezone(UTC), int(pk)) if momento.tzinfo else None
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None


def _llave(tarea: Any) -> str:
    cruda = json.dumps([tarea.vence_en.isoformat(), tarea.pk]).encode()
    return base64.urlsafe_b64encode(cruda).decode().rstrip("=")


def _renglones(tareas: list[Any], usuario: Usuario, en: datetime) -> list[Renglon]:
    solicitudes = [t.process.vinculo.solicitud for t in tareas]
    calendarios = calendarios_de(s.ente_id for s in solicitudes)
    return [
        _renglon(t, s, usuario, dias_habiles(t.vence_en, en, calendarios[s.ente_id]))
        for t, s in zip(tareas, solicitudes, strict=True)
    ]


def _renglon(tarea: Any, solicitud: Solicitud, usuario: Usuario, dias: int) -> Renglon:
    etapa = tarea.flow_task.name
    encargada = solicitud.dictamen.autoriza if etapa == "firma" else tarea.owner
    return Renglon(
        solicitud=solicitud, etapa=etapa, etapa_nombre=ETAPAS[etapa], encargada=encargada,
        area=tarea.seed.area if etapa == "revision" else None, es_mia=encargada == usuario, vence_en=tarea.vence_en,
        dias=dias,
    )
