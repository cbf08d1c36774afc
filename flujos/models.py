"""El vínculo entre una solicitud y el proceso del motor que la lleva."""

from __future__ import annotations

from django.db import models
from viewflow.workflow.models import Process

from dictamenes.models import Solicitud

VERSION_DE_FLUJO = 1


class Proceso(Process):
    """Proceso del motor sin datos propios: los hechos viven en la solicitud."""

    class Meta:
        proxy = True
        verbose_name = "proceso"

    @property
    def solicitud(self) -> Solicitud:
        """La solicitud que este proceso lleva."""
        return Vinculo.objects.select_related("solicitud__ente").get(proceso_id=self.pk).solicitud


class Vinculo(models.Model):
    """Qué proceso lleva qué solicitud, y con qué versión del recorrido empezó."""

    solicitud = models.OneToOneField(Solicitud, models.PROTECT, related_name="vinculo")
    proceso = models.OneToOneField(Process, models.PROTECT, related_name="vinculo")
    version_flujo = models.PositiveSmallIntegerField(default=VERSION_DE_FLUJO)

    class Meta:
        verbose_name = "vínculo"

    def __str__(self) -> str:
        return f"{self.solicitud_id} ↔ {self.proceso_id}"
