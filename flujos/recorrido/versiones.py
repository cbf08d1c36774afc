"""Las versiones del recorrido: cada asunto termina con la suya y los nuevos empiezan con la vigente.

Cada proceso guarda la ruta de su clase; por eso una clase no se renombra ni se muda, y no sale de aquí mientras tenga
asuntos vivos (docs/decisiones/0013).
"""

from __future__ import annotations

from viewflow.workflow.models import Process
from viewflow.workflow.status import PROCESS

from flujos.flows import DictamenFlow
from flujos.models import Vinculo

VERSIONES: dict[int, type[DictamenFlow]] = {DictamenFlow.version: DictamenFlow}


def vigente() -> type[DictamenFlow]:
    """El recorrido con que empiezan los asuntos nuevos: el de número más alto."""
    return VERSIONES[max(VERSIONES)]


def sin_recorrido() -> int:
    """Cuántos asuntos vivos empezaron con una versión que ya no está en `VERSIONES`: no podrían seguir."""
    vivos = Process.objects.exclude(status__in=(PROCESS.DONE, PROCESS.CANCELED))
    return Vinculo.objects.filter(proceso__in=vivos).exclude(version_flujo__in=VERSIONES).count()
