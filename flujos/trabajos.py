"""Los trabajos de fondo: tomar con arriendo, hacer fuera de la transacción y rematar bajo candado.

El renglón JOB del motor es la bandeja de salida: nace en la misma transacción que el acto. `scheduled` es cuándo toca
(o, ya tomado, cuándo vence el arriendo) y `external_task_id` la ficha de quien lo tiene: quien despierta tarde, con
una ficha vieja, no escribe nada.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from cuentas.parametros import parametro
from dictamenes import documentos, tramite
from dictamenes.models import Solicitud
from dictamenes.models.dictamen import EstadoDeDictamen
from flujos import notificaciones
from flujos.models import Proceso
from flujos.nodos import ejecutar_entero

registro = logging.getLogger(__name__)


class ArriendoPerdido(RuntimeError):
    """Otro trabajador tiene ya este trabajo."""


def correr_pendientes(en: datetime, limite: int = 20) -> int:
    """Corre los trabajos que ya tocan, del más antiguo al más nuevo. Devuelve cuántos terminaron."""
    pendientes = _tomables(en).order_by("scheduled", "pk").values_list("pk", flat=True)[:limite]
    return sum(correr(pk, en) for pk in list(pendientes))


def correr(tarea_pk: int, en: datetime) -> bool:
    """Toma un trabajo y lo hace; si falla, lo deja para después con espera creciente."""
    ficha = secrets.token_hex(16)
    vence = en + timedelta(seconds=settings.TRABAJO_ARRIENDO_SEGUNDOS)
    if not _tomables(en).filter(pk=tarea_pk).update(
        status=STATUS.STARTED, external_task_id=ficha, started=en, scheduled=vence
    ):
        return False
    tarea = Task.objects.get(pk=tarea_pk)
    try:
        TAREAS[tarea.flow_task.tarea](tarea, ficha, en)
    except ArriendoPerdido:
        registro.warning("El trabajo %s ya es de otro trabajador.", tarea_pk)
        return False
    except Exception as error:  # cualquier falla de fuera (almacén, estampa, disco) espera y se reintenta
        registro.exception("Falló el trabajo %s.", tarea_pk)
        _posponer(tarea, ficha, en, error)
        return False
    return True


def preparar(tarea: Task, ficha: str, en: datetime) -> None:
    """Congela los datos, redacta, sella y guarda; deja el dictamen por firmar."""
    solicitud = _solicitud(tarea)
    if solicitud.dictamen.datos is None:
        with _con_arriendo(tarea, ficha):
            tramite.congelar(solicitud, por=None, en=en)
        solicitud.dictamen.refresh_from_db()
    sellado = documentos.sellado(solicitud.dictamen, en)
    with _con_arriendo(tarea, ficha) as activacion:
        actual = tramite.registrar_sellado(solicitud, por=None, en=en, sellado=sellado)
        notificaciones.avisar_a(actual, actual.dictamen.autoriza, "por_firmar", en)
        ejecutar_entero(activacion)


def emitir(tarea: Task, ficha: str, en: datetime) -> None:
    """Cierra el ejemplar de las partes, redacta y sella el público, publica y pone en vigor."""
    solicitud = _solicitud(tarea)
    if solicitud.dictamen.estado == EstadoDeDictamen.FIRMADO:
        de_las_partes, publico = documentos.ejemplares(solicitud.dictamen, en)
        with _con_arriendo(tarea, ficha) as activacion:
            tramite.emitir(solicitud, por=None, en=en, de_las_partes=de_las_partes, publico=publico)
            ejecutar_entero(activacion)


TAREAS: dict[str, Callable[[Task, str, datetime], None]] = {"preparar": preparar, "emitir": emitir}


def en_espera() -> dict[str, int]:
    """Cuántos trabajos esperan, cuántos corren y cuántos se rindieron, para mostrarlo."""
    trabajos = Task.objects.filter(flow_task_type="JOB")
    return {
        "pendientes": trabajos.filter(status=STATUS.SCHEDULED).count(),
        "en_curso": trabajos.filter(status=STATUS.STARTED).count(),
        "detenidos": trabajos.filter(status=STATUS.ERROR).count(),
    }


def _tomables(en: datetime) -> Any:
    return Task.objects.filter(
        Q(status=STATUS.SCHEDULED) | Q(status=STATUS.STARTED), flow_task_type="JOB", scheduled__lte=en
    )


def _solicitud(tarea: Task) -> Solicitud:
    return Solicitud.objects.select_related("dictamen").get(vinculo__proceso_id=tarea.process_id)


@contextmanager
def _con_arriendo(tarea: Task, ficha: str) -> Iterator[Any]:
    with tarea.flow_task.flow_class.instance.lock(tarea.process_id):
        actual = Task.objects.get(pk=tarea.pk)
        if actual.external_task_id != ficha or actual.status != STATUS.STARTED:
            raise ArriendoPerdido
        actual.process = Proceso.objects.get(pk=tarea.process_id)
        yield actual.flow_task.activation_class(actual)


def _posponer(tarea: Task, ficha: str, en: datetime, error: Exception) -> None:
    intentos = (tarea.data or {}).get("intentos", 0) + 1
    agotado = intentos >= parametro("trabajo.intentos")
    Task.objects.filter(pk=tarea.pk, external_task_id=ficha, status=STATUS.STARTED).update(
        status=STATUS.ERROR if agotado else STATUS.SCHEDULED,
        scheduled=en + timedelta(seconds=2**intentos),
        data={"intentos": intentos, "error": type(error).__name__},
    )
