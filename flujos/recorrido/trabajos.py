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

from cuentas import reloj
from cuentas.parada import hasta_parar
from cuentas.parametros import parametro
from cuentas.rastreo import en_trabajo
from dictamenes import tramite
from dictamenes.documento import documentos
from dictamenes.documento.firma.revocacion import CertificadoRevocado
from dictamenes.documento.por_sellar import DE_FUERA
from dictamenes.excepciones import EstadoEquivocado
from dictamenes.models import RevisionPublica, Solicitud
from dictamenes.models.dictamen import EstadoDeDictamen
from flujos.models import Proceso
from flujos.recorrido import detenidos, notificaciones
from flujos.recorrido.nodos import ejecutar_entero, regresar

registro = logging.getLogger(__name__)
ESPERA_DE_FUERA = 30  # segundos entre un intento y otro mientras algo de fuera no responde


class ArriendoPerdido(RuntimeError):
    """Otro trabajador tiene ya este trabajo."""


def correr_pendientes(en: datetime, limite: int = 20) -> int:
    """Corre los trabajos que ya tocan, del más antiguo al más nuevo. Devuelve cuántos terminaron."""
    pendientes = list(_tomables(en).order_by("pk").values_list("pk", flat=True)[:limite])
    # El arriendo de cada uno empieza cuando le toca, no cuando empezó la tanda.
    return sum(correr(pk, max(en, reloj.ahora())) for pk in hasta_parar(pendientes))


def correr(tarea_pk: int, en: datetime) -> bool:
    """Toma un trabajo y lo hace. Si algo de fuera no responde, espera sin gastar intentos; si él falla, los gasta."""
    ficha = secrets.token_hex(16)
    tarea = _tomar(tarea_pk, ficha, en)
    if tarea is None:
        return False
    try:
        with en_trabajo(f"{tarea.flow_task.tarea}:{tarea_pk}"):
            TAREAS[tarea.flow_task.tarea](tarea, ficha, en)
    except ArriendoPerdido:
        registro.warning("El trabajo %s ya es de otro trabajador.", tarea_pk)
        return False
    except DE_FUERA as error:
        registro.warning("El trabajo %s espera: %s.", tarea_pk, type(error).__name__)
        _esperar(tarea, ficha, en, error)
        return False
    except Exception as error:  # cualquier otra falla es del trabajo: se reintenta con espera creciente y se acaba
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
        notificaciones.avisar_por_firmar(actual, en)
        ejecutar_entero(activacion)


def emitir(tarea: Task, ficha: str, en: datetime) -> None:
    """Cierra el ejemplar de las partes, redacta y sella el público, publica y pone en vigor."""
    solicitud = _solicitud(tarea)
    if solicitud.dictamen.estado != EstadoDeDictamen.FIRMADO:
        raise EstadoEquivocado(f"El dictamen está {solicitud.dictamen.estado}: no hay firma que emitir.")
    try:
        ejemplares = documentos.ejemplares(solicitud.dictamen, en)
    except CertificadoRevocado as revocado:
        _anular_por_revocacion(tarea, ficha, solicitud, str(revocado), en)
        return
    with _con_arriendo(tarea, ficha) as activacion:
        emitida = tramite.emitir(solicitud, por=None, en=en, **ejemplares._asdict())
        if RevisionPublica.objects.pendientes().filter(dictamen=solicitud.dictamen).exists():
            notificaciones.avisar_a_coordinacion(emitida, "por_publicar", en)
        ejecutar_entero(activacion)


def _anular_por_revocacion(tarea: Task, ficha: str, solicitud: Solicitud, motivo: str, en: datetime) -> None:
    """Nada se emite: el proyecto vuelve a la revisión estratégica y se avisa a quienes importa."""
    with _con_arriendo(tarea, ficha) as activacion:
        actual = tramite.anular_por_revocacion(solicitud, por=None, en=en, motivo=motivo)
        regresar(activacion, "estrategia")
        notificaciones.avisar_a_quien_proyecto(actual, "firma_revocada", en)
        notificaciones.avisar_a_quien_firmo(actual, "firma_revocada", en)
        notificaciones.avisar_a_coordinacion(actual, "firma_revocada", en)


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


def _tomar(tarea_pk: int, ficha: str, en: datetime) -> Task | None:
    """Cuenta el intento al tomarlo: un trabajo que mata a quien lo toma también se acaba."""
    tarea = _tomables(en).filter(pk=tarea_pk).first()
    if tarea is None:
        return None
    datos = {"intentos": 0, "desde": en.isoformat(), **(tarea.data or {})}
    suyo = _tomables(en).filter(pk=tarea_pk, external_task_id=tarea.external_task_id)
    if datos["intentos"] >= parametro("trabajo.intentos"):
        detenidos.detener(suyo, tarea, datos, en)
        return None
    datos["intentos"] += 1
    vence = en + timedelta(seconds=settings.TRABAJO_ARRIENDO_SEGUNDOS)
    tomado = suyo.update(status=STATUS.STARTED, external_task_id=ficha, started=en, scheduled=vence, data=datos)
    return Task.objects.get(pk=tarea_pk) if tomado else None


def _esperar(tarea: Task, ficha: str, en: datetime, error: Exception) -> None:
    """Lo de fuera no responde: esperan éste y los demás de su clase, que toparían con lo mismo; luego, en su orden."""
    cuando = en + timedelta(seconds=ESPERA_DE_FUERA)
    datos = {**tarea.data, "intentos": tarea.data["intentos"] - 1, "error": type(error).__name__}
    _de_esta_ficha(tarea, ficha).update(status=STATUS.SCHEDULED, scheduled=cuando, data=datos)
    iguales = Task.objects.filter(flow_task=tarea.flow_task, status=STATUS.SCHEDULED, scheduled__lt=cuando)
    iguales.update(scheduled=cuando)


def _posponer(tarea: Task, ficha: str, en: datetime, error: Exception) -> None:
    datos = {**tarea.data, "error": type(error).__name__}
    if datos["intentos"] >= parametro("trabajo.intentos"):
        detenidos.detener(_de_esta_ficha(tarea, ficha), tarea, datos, en)
        return
    cuando = en + timedelta(seconds=2 ** datos["intentos"])
    _de_esta_ficha(tarea, ficha).update(status=STATUS.SCHEDULED, scheduled=cuando, data=datos)


def _de_esta_ficha(tarea: Task, ficha: str) -> Any:
    return Task.objects.filter(pk=tarea.pk, external_task_id=ficha, status=STATUS.STARTED)
