"""Disparar los plazos vencidos. Es el barrido de viewflow, pero con la hora por argumento (docs/decisiones/0004)."""

from __future__ import annotations

import logging
from datetime import datetime

from viewflow.workflow.exceptions import FlowLockFailed
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from cuentas.parada import barrer
from flujos.recorrido.nodos import ejecutar_entero

registro = logging.getLogger(__name__)


def disparar_vencidos(en: datetime) -> int:
    """Dispara los temporizadores que ya vencieron; varios a la vez no repiten. Devuelve cuántos."""
    vencidos = Task.objects.filter(flow_task_type="TIMER", status=STATUS.SCHEDULED, scheduled__lte=en)
    return barrer(vencidos.order_by("scheduled"), _disparar, "No se pudo disparar el temporizador %s.")


def _disparar(tarea: Task) -> bool:
    try:
        with tarea.activation() as activacion:
            if not activacion.start.can_proceed():
                return False
            activacion.start()
            ejecutar_entero(activacion)
    except FlowLockFailed:
        registro.info("El temporizador %s lo tiene otro proceso.", tarea.pk)
        return False
    return True
