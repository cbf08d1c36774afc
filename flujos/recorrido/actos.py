"""Ejecutar un acto con el motor: es lo único que las vistas llaman."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any, ParamSpec

from django.db import transaction
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS

from bitacora.rechazos import con_constancia
from bitacora.una_vez import una_vez
from cuentas.models import Area, Usuario
from cuentas.parametros import parametro
from dictamenes import tramite
from dictamenes.excepciones import EstadoEquivocado, YaRegistrado, YaTomada
from dictamenes.models import Revision, Solicitud
from dictamenes.models.constancia import consta
from dictamenes.tramite import Acto, CualquierActo
from flujos.base import borradores
from flujos.models import Pendiente, Proceso, Vinculo
from flujos.recorrido import carga, notificaciones, pendientes
from flujos.recorrido.efectos import EFECTOS, Efecto, Motor, Olvida, del_nodo
from flujos.recorrido.nodos import ACTIVAS, regresar
from flujos.recorrido.versiones import VERSIONES, vigente

Datos = ParamSpec("Datos")
QUIEN_SEA = 0  # en `turnar`: la tenga quien la tenga


class MotorDesfasado(RuntimeError):
    """El motor no tiene la tarea que el estado de la solicitud dice: nunca debería pasar."""


def ejecutar(
    acto: Acto[Usuario, Datos], solicitud: Solicitud, por: Usuario, en: datetime, *args: Datos.args,
    **datos: Datos.kwargs,
) -> Solicitud:
    """Ejecuta un acto de una persona y avanza el recorrido, todo o nada.

    Lanza lo que lance el acto (`EstadoEquivocado`, `YaRegistrado`, `AccesoDenegado`, …); los rechazos quedan en la
    bitácora.
    """
    efecto = EFECTOS[acto]
    with con_constancia(consta(acto.operacion), solicitud, por=por, en=en), _turno(efecto, solicitud) as proceso:
        actual = acto(solicitud, por, en, *args, **datos)
        area: Any = datos.get("area") if efecto.de_area else None
        _avanzar(efecto, proceso, actual, por, area)
        _olvidar_borradores(acto, actual, area)
        if efecto.abre_ronda and proceso:
            _repartir(proceso, actual, en)
        if efecto.avisa:
            a_quien, tema = efecto.avisa
            a_quien(actual, tema, en)
    return actual


def turnar(
    solicitud: Solicitud, *, por: Usuario, en: datetime, revision: Revision, a: Usuario, de: int | None = QUIEN_SEA,
    peso: int | None = None,
) -> Solicitud:
    """Turna una revisión a una persona: en el expediente y en su bandeja. Con `de`, sólo si todavía la tiene
    ella (None: nadie).

    `peso`, si a la persona la eligió la regla de carga: lo que pesaba lo que ya tenía.
    """
    with con_constancia("revision.turnar", solicitud, por=por, en=en), en_turno(solicitud) as proceso:
        if de != QUIEN_SEA:
            _exigir_de(_tarea(proceso, "revision", revision), de)
        actual = tramite.turnar(solicitud, por=por, en=en, revision=revision, a=a, peso=peso)
        _encargar(_tarea(proceso, "revision", revision), a)
        notificaciones.avisar_a(actual, a, "turnada", en)
    return actual


def tomar(pendiente: Pendiente, *, por: Usuario, en: datetime, deshace: bool = False) -> Solicitud:
    """Toma para sí lo que nadie tiene. Lanza `YaTomada`, `YaRegistrado` si ya es suya, o lo que `tramite.tomar`."""
    with con_constancia("tarea.tomar", pendiente.solicitud, por=por, en=en), en_turno(pendiente.solicitud):
        return _tomar(pendiente, por, en, deshace=deshace)


def tomar_si_nadie_la_mira(
    pendiente: Pendiente, *, por: Usuario, en: datetime, envio: str | None, esperar: bool
) -> bool:
    """Como `tomar`, a lo más una vez por envío; si otra persona está sobre ella y no se quiere esperar, False.

    El candado es el mismo de los demás actos, el del proceso: otro más los podría dejar esperándose entre sí.
    """
    with una_vez(envio) as clave:
        procesos = Process.objects.select_for_update(skip_locked=not esperar, of=("self",))
        if procesos.filter(vinculo__solicitud=pendiente.solicitud_id).first() is None:
            return False
        with en_turno(pendiente.solicitud):
            _tomar(pendiente, por, en, clave=clave)
        return True


def soltar(
    pendiente: Pendiente, *, por: Usuario, en: datetime, de: int | None = None, deshace: bool = False
) -> Solicitud:
    """La deja sin nadie a cargo. Con `de`, sólo si todavía la tiene esa persona. Lanza `EstadoEquivocado`."""
    solicitud = pendiente.solicitud
    with con_constancia("tarea.soltar", solicitud, por=por, en=en), en_turno(solicitud):
        tarea = _viva(pendiente)
        if de is not None:
            _exigir_de(tarea, de)
        if tarea.owner is None:
            raise YaRegistrado("Ya está sin nadie a cargo.")
        actual = tramite.soltar(
            solicitud, por=por, en=en, etapa=pendiente.etapa, de=tarea.owner, revision=_semilla(tarea), deshace=deshace
        )
        tarea.flow_task.activation_class(tarea).unassign()
    return actual


def _tomar(
    pendiente: Pendiente, por: Usuario, en: datetime, *, clave: str | None = None, deshace: bool = False
) -> Solicitud:
    tarea = _viva(pendiente)
    if tarea.owner_id == por.pk:
        raise YaRegistrado("Ya la tiene usted.")
    if tarea.owner_id:
        raise YaTomada(f"Ya la tomó {tarea.owner}.")
    actual = tramite.tomar(
        pendiente.solicitud, por=por, en=en, etapa=pendiente.etapa, revision=_semilla(tarea), clave=clave,
        deshace=deshace,
    )
    _encargar(tarea, por)
    return actual


def _viva(pendiente: Pendiente) -> Any:
    """La tarea, releída bajo el candado."""
    tarea = Task.objects.select_related("owner").filter(pk=pendiente.pk, status__in=ACTIVAS).first()
    if tarea is None:
        raise EstadoEquivocado("Ese asunto ya no espera en esa etapa.")
    return tarea


def _semilla(tarea: Any) -> Revision | None:
    return tarea.seed if isinstance(tarea.seed, Revision) else None


def _exigir_de(tarea: Any, persona: int | None) -> None:
    if tarea.owner_id != persona:
        raise EstadoEquivocado("Cambió de manos.")


@contextmanager
def en_turno(solicitud: Solicitud) -> Iterator[Proceso]:
    """El proceso del asunto, bajo su candado y en su transacción. `EstadoEquivocado` si todavía no se presenta."""
    vinculo = Vinculo.objects.filter(solicitud=solicitud).first()
    if vinculo is None:
        raise EstadoEquivocado("La solicitud todavía no se presenta.")
    with VERSIONES[vinculo.version_flujo].instance.lock(vinculo.proceso_id):
        yield Proceso.objects.get(pk=vinculo.proceso_id)


def _turno(efecto: Efecto, solicitud: Solicitud) -> AbstractContextManager[Proceso | None]:
    """El que pide el acto: el de su proceso o, si apenas empieza, sólo la transacción."""
    return transaction.atomic() if efecto.empieza else en_turno(solicitud)


def _avanzar(efecto: Efecto, proceso: Proceso | None, solicitud: Solicitud, por: Usuario, area: Area | None) -> None:
    if proceso is None:
        vigente().inicio.run(solicitud=solicitud)
        return
    match efecto.motor:
        case Motor.CONCLUYE:
            concluir_proceso(proceso, consta(solicitud.concluida_en))
        case Motor.RECORRE:
            recorrer(proceso, solicitud, efecto.nodo, solicitud.prevenciones.en_curso().vence_en)
        case Motor.REGRESA:
            rendido = proceso.task_set.get(flow_task_type="JOB", status=STATUS.ERROR, finished=None)
            regresar(rendido.flow_task.activation_class(rendido), efecto.nodo)
        case Motor.COMPLETA_O_REPONE if proceso.status == PROCESS.DONE:
            _reponer(proceso)
        case Motor.COMPLETA | Motor.COMPLETA_O_REPONE:
            semilla = _revision_de(solicitud, area) if area else None
            _completar(_tarea(proceso, efecto.nodo, semilla), por)


def _repartir(proceso: Proceso, solicitud: Solicitud, en: datetime) -> None:
    """Si rige la regla de carga, turna sola cada revisión de la ronda que se abre; la que nadie puede, lo deja dicho.

    La bitácora ya va anotada y su cabeza es un candado: dos asuntos que se admiten a la vez se reparten uno tras otro.
    """
    if parametro("asignacion.regla") != "carga":
        return
    for revision in solicitud.revisiones.filter(ronda=solicitud.ronda, dada_en=None).select_related("area"):
        elegida = carga.elegir(revision, en)
        if elegida.persona is None:
            tramite.dejar_sin_turnar(solicitud, en=en, revision=revision, motivo=elegida.motivo)
            continue
        tramite.turnar_por_regla(solicitud, por=None, en=en, revision=revision, a=elegida.persona, peso=elegida.peso)
        _encargar(_tarea(proceso, "revision", revision), elegida.persona)
        notificaciones.avisar_a(solicitud, elegida.persona, "turnada", en)


def _olvidar_borradores(acto: CualquierActo, solicitud: Solicitud, area: Area | None) -> None:
    """Los del acto que se dio y los de los que ya no caben, de quien sean."""
    efecto = EFECTOS[acto]
    match efecto.olvida:
        case Olvida.TODOS:
            borradores.olvidar(solicitud)
        case Olvida.DEL_NODO:
            borradores.olvidar(solicitud, del_nodo(efecto.nodo), area.clave if area else "")
        case Olvida.EL_SUYO:
            borradores.olvidar(solicitud, {acto.nombre})


def _reponer(proceso: Proceso) -> None:
    """El recorrido había terminado al desecharse: sigue donde sigue quien atiende a tiempo, en la revisión."""
    proceso.status, proceso.finished = PROCESS.NEW, None
    proceso.save(update_fields=["status", "finished"])
    recorrido = proceso.flow_class
    atendida = proceso.task_set.filter(flow_task=recorrido.prevencion).latest("pk")
    recorrido.requisitos._create(recorrido.prevencion.activation_class(atendida), atendida.token)


def recorrer(proceso: Proceso, solicitud: Solicitud, etapa: str, vence_en: datetime) -> None:
    """El plazo de la etapa en curso cambió: su temporizador y lo que espera en las bandejas se mueven con él."""
    proceso.task_set.filter(flow_task_type="TIMER", status=STATUS.SCHEDULED).update(scheduled=vence_en)
    pendientes.recorrer(solicitud, etapa, vence_en)


def _encargar(tarea: Any, a: Usuario) -> None:
    activacion = tarea.flow_task.activation_class(tarea)
    (activacion.assign if tarea.status == STATUS.NEW else activacion.reassign)(a)


def _completar(tarea: Any, por: Usuario) -> None:
    if tarea.owner_id != por.pk:  # quien resuelve es quien la tuvo al final, aunque otra persona la hubiera tomado
        _encargar(tarea, por)
    activacion = tarea.flow_task.activation_class(tarea)
    activacion.start(None)
    activacion.execute()


def _tarea(proceso: Proceso, nodo: str, semilla: Revision | None = None) -> Any:
    activas = proceso.task_set.filter(flow_task=getattr(proceso.flow_class, nodo), status__in=ACTIVAS)
    if semilla is not None:
        activas = activas.filter(seed_object_id=semilla.pk)
    tarea = activas.first()
    if tarea is None:
        raise MotorDesfasado(f"El proceso {proceso.pk} no tiene activa la tarea {nodo}.")
    return tarea


def _revision_de(solicitud: Solicitud, area: Area) -> Revision:
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
