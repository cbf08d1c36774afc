"""Ejecutar un acto con el motor: es lo único que las vistas llaman."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from viewflow.workflow.status import PROCESS, STATUS

from bitacora.rechazos import con_constancia
from cuentas.models import Usuario
from dictamenes import tramite
from dictamenes.excepciones import EstadoEquivocado
from dictamenes.models import Revision, Solicitud
from flujos import notificaciones, pendientes
from flujos.models import Proceso, Vinculo
from flujos.nodos import ACTIVAS
from flujos.versiones import VERSIONES, vigente

NODO_DE = {
    "admitir": "requisitos",
    "prevenir": "requisitos",
    "declarar_improcedente": "requisitos",
    "desahogar": "prevencion",
    "opinar": "revision",
    "devolver_a_areas": "estrategia",
    "proponer": "estrategia",
    "devolver_proyecto": "firma",
    "firmar": "firma",
}
CONCLUYEN = {"desistir", "cancelar"}
MUEVEN_EL_PLAZO = {"prorrogar"}
EMPIEZAN = {"presentar", "presentar_papel"}

Aviso = Callable[[Solicitud, datetime], None]
AVISOS: dict[str, Aviso] = {
    "presentar": lambda s, en: notificaciones.avisar_al_ente(s, "presentada", en),
    "presentar_papel": lambda s, en: notificaciones.avisar_al_ente(s, "presentada", en),
    "prevenir": lambda s, en: notificaciones.avisar_al_ente(s, "prevenida", en),
    "prorrogar": lambda s, en: notificaciones.avisar_al_ente(s, "prorrogada", en),
    "declarar_improcedente": lambda s, en: notificaciones.avisar_al_ente(s, "improcedente", en),
    "cancelar": lambda s, en: notificaciones.avisar_al_ente(s, "cancelada", en),
    "admitir": lambda s, en: notificaciones.avisar_a_areas(s, "por_revisar", en),
    "devolver_a_areas": lambda s, en: notificaciones.avisar_a_areas(s, "por_revisar", en),
    "devolver_proyecto": lambda s, en: notificaciones.avisar_a(s, s.dictamen.proyectado_por, "devuelta", en),
}


class MotorDesfasado(RuntimeError):
    """El motor no tiene la tarea que el estado de la solicitud dice: nunca debería pasar."""


def ejecutar(nombre: str, solicitud: Solicitud, *, por: Usuario, en: datetime, **datos: Any) -> Solicitud:
    """Ejecuta un acto de una persona y avanza el recorrido, todo o nada.

    Lanza lo que lance el acto (`EstadoEquivocado`, `YaRegistrado`, `AccesoDenegado`, …); los rechazos quedan en la
    bitácora.
    """
    regla = tramite.TRANSICIONES[nombre]
    with con_constancia(regla.operacion or nombre, solicitud, por=por, en=en), en_turno(solicitud, nombre) as proceso:
        actual: Solicitud = getattr(tramite, nombre)(solicitud, por=por, en=en, **datos)
        _avanzar(nombre, proceso, actual, por, datos)
        if nombre in AVISOS:
            AVISOS[nombre](actual, en)
    return actual


def turnar(solicitud: Solicitud, *, por: Usuario, en: datetime, revision: Revision, a: Usuario) -> Solicitud:
    """Turna una revisión a una persona: en el expediente y en su bandeja."""
    with con_constancia("revision.turnar", solicitud, por=por, en=en), en_turno(solicitud, "turnar") as proceso:
        actual = tramite.turnar(solicitud, por=por, en=en, revision=revision, a=a)
        _encargar(_tarea(proceso, "revision", revision), a)
        notificaciones.avisar_a(actual, a, "turnada", en)
    return actual


@contextmanager
def en_turno(solicitud: Solicitud, nombre: str) -> Iterator[Proceso | None]:
    """El proceso del asunto, bajo su candado y en su transacción. `EstadoEquivocado` si todavía no se presenta."""
    if nombre in EMPIEZAN:
        with transaction.atomic():
            yield None
        return
    vinculo = Vinculo.objects.filter(solicitud=solicitud).first()
    if vinculo is None:
        raise EstadoEquivocado("La solicitud todavía no se presenta.")
    with VERSIONES[vinculo.version_flujo].instance.lock(vinculo.proceso_id):
        yield Proceso.objects.get(pk=vinculo.proceso_id)


def _avanzar(nombre: str, proceso: Proceso | None, solicitud: Solicitud, por: Usuario, datos: dict[str, Any]) -> None:
    if nombre in EMPIEZAN:
        vigente().inicio.run(solicitud=solicitud)
    elif nombre in CONCLUYEN:
        concluir_proceso(proceso, solicitud.concluida_en)
    elif nombre in MUEVEN_EL_PLAZO:
        recorrer(proceso, solicitud, "prevencion", solicitud.prevencion_abierta().vence_en)
    else:
        semilla = _revision_de(solicitud, datos["area"]) if nombre == "opinar" else None
        _completar(_tarea(proceso, NODO_DE[nombre], semilla), por)


def recorrer(proceso: Proceso | None, solicitud: Solicitud, etapa: str, vence_en: datetime) -> None:
    """El plazo de la etapa en curso cambió: su temporizador y lo que espera en las bandejas se mueven con él."""
    proceso.task_set.filter(flow_task_type="TIMER", status=STATUS.SCHEDULED).update(scheduled=vence_en)
    pendientes.recorrer(solicitud, etapa, vence_en)


def _encargar(tarea: Any, a: Usuario) -> None:
    activacion = tarea.flow_task.activation_class(tarea)
    (activacion.assign if tarea.status == STATUS.NEW else activacion.reassign)(a)


def _completar(tarea: Any, por: Usuario) -> None:
    activacion = tarea.flow_task.activation_class(tarea)
    if tarea.status == STATUS.NEW:
        activacion.assign(por)
    activacion.start(None)
    activacion.execute()


def _tarea(proceso: Proceso | None, nodo: str, semilla: Revision | None = None) -> Any:
    activas = proceso.task_set.filter(flow_task=getattr(proceso.flow_class, nodo), status__in=ACTIVAS)
    if semilla is not None:
        activas = activas.filter(seed_object_id=semilla.pk)
    tarea = activas.first()
    if tarea is None:
        raise MotorDesfasado(f"El proceso {proceso.pk} no tiene activa la tarea {nodo}.")
    return tarea


def _revision_de(solicitud: Solicitud, area: Any) -> Revision:
    return solicitud.revisiones.get(area=area, ronda=solicitud.ronda)


def concluir_proceso(proceso: Proceso, en: datetime) -> None:
    """Cancela cuanto estaba vivo en el recorrido y lo da por terminado."""
    for tarea in proceso.task_set.filter(finished=None):
        activacion = tarea.flow_task.activation_class(tarea)
        if not activacion.cancel.can_proceed():
            raise EstadoEquivocado("El documento se está preparando: inténtelo de nuevo en unos segundos.")
        activacion.cancel()
    proceso.status, proceso.finished = PROCESS.CANCELED, en
    proceso.save(update_fields=["status", "finished"])
