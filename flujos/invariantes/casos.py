"""Los expedientes de tanda en tanda, cada uno con sus eventos, su dictamen y lo que el motor tiene de él."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from viewflow.workflow.models import Task

from bitacora.models import Evento
from cuentas.acceso.historial import Gente
from dictamenes.models import Dictamen, Revision, Solicitud

TANDA = 500
CON = (
    "revisiones__area", "revisiones__anteriores", "plazos__suspensiones", "presentaciones", "prevenciones",
    "participaciones", "intereses", "pendientes",
    "escritos__archivo", "dictamen__sin_emitir",
)


class Renglon(NamedTuple):
    """Un evento con sus datos, sin el costo de armar modelos."""

    objeto: str
    n: int
    en: datetime
    por_id: int | None
    accion: str
    datos: dict[str, Any]


@dataclass
class Caso:
    """Un expediente completo, listo para revisarse sin más consultas."""

    solicitud: Solicitud
    gente: Gente
    eventos: list[Renglon] = field(default_factory=list)
    vivas: list[Task] = field(default_factory=list)
    temporizadores: list[dict[str, Any]] = field(default_factory=list)

    @property
    def dictamen(self) -> Dictamen | None:
        """Su dictamen, o None si aún no hay proyecto."""
        return getattr(self.solicitud, "dictamen", None)

    @property
    def proceso(self) -> Any:
        """El proceso del motor que lo lleva, o None si es un borrador."""
        vinculo = getattr(self.solicitud, "vinculo", None)
        return vinculo.proceso if vinculo else None

    def con(self, *acciones: str) -> list[Renglon]:
        """Sus eventos de esas acciones, en orden."""
        return [e for e in self.eventos if e.accion in acciones]

    def de_la_ronda(self) -> list[Revision]:
        return [r for r in self.solicitud.revisiones.all() if r.ronda == self.solicitud.ronda]


def casos(pks: Iterable[int] | None = None) -> Iterator[Caso]:
    """Todos los expedientes (o los de `pks`), en tandas: la memoria no crece con el número de asuntos."""
    gente, ultimo = Gente.cargar(), 0
    todas = Solicitud.objects.defer("respuestas").select_related("dictamen", "vinculo__proceso").order_by("pk")
    todas = todas if pks is None else todas.filter(pk__in=list(pks))
    while tanda := list(todas.filter(pk__gt=ultimo).prefetch_related(*CON)[:TANDA]):
        ultimo = tanda[-1].pk
        yield from _armar(tanda, gente)


def clave(solicitud: Solicitud) -> str:
    """Cómo se nombra un expediente en una falta: el de la bitácora y, si lo tiene, su folio."""
    return f"solicitud:{solicitud.pk}" + (f" ({solicitud.folio})" if solicitud.folio else "")


def _armar(tanda: list[Solicitud], gente: Gente) -> Iterator[Caso]:
    suyos = {f"solicitud:{s.pk}": Caso(s, gente) for s in tanda}
    for renglon in _renglones(list(suyos)):
        suyos[renglon.objeto].eventos.append(renglon)
    de_proceso = {caso.proceso.pk: caso for caso in suyos.values() if caso.proceso}
    for tarea in Task.objects.filter(process__in=list(de_proceso), finished=None).order_by("pk"):
        de_proceso[tarea.process_id].vivas.append(tarea)
    for tarea in _temporizadores(list(de_proceso)):
        de_proceso[tarea["process_id"]].temporizadores.append(tarea)
    yield from suyos.values()


def _renglones(objetos: list[str]) -> Iterator[Renglon]:
    campos = (*Renglon._fields[:5], "datos_evento__datos")
    for valores in Evento.objects.filter(objeto__in=objetos).order_by("n").values_list(*campos):
        yield Renglon._make([*valores[:5], valores[5] or {}])


def _temporizadores(procesos: list[int]) -> Any:
    tareas = Task.objects.filter(process__in=procesos, flow_task_type="TIMER")
    return tareas.values("process_id", "pk", "finished", "previous", "scheduled")


def por_persona(renglones: Iterable[Renglon]) -> dict[int, list[Renglon]]:
    """Los eventos de cada persona; los del sistema no son de nadie."""
    grupos: dict[int, list[Renglon]] = defaultdict(list)
    for renglon in renglones:
        if renglon.por_id:
            grupos[renglon.por_id].append(renglon)
    return grupos
