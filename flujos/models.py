"""El vínculo entre una solicitud y el proceso del motor que la lleva."""

from __future__ import annotations

from django.db import models
from viewflow.workflow.models import Process

from dictamenes.models import Solicitud


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
    version_flujo = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = "vínculo"

    def __str__(self) -> str:
        return f"{self.solicitud_id} ↔ {self.proceso_id}"


class Latido(models.Model):
    """La última vez que algún trabajador dio la vuelta: un solo renglón."""

    en = models.DateTimeField("dio la vuelta")

    class Meta:
        verbose_name = "latido"

    def __str__(self) -> str:
        return f"{self.en:%Y-%m-%d %H:%M}"
