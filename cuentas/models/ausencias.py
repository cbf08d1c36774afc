"""Las ausencias, en su propio módulo; se importan desde `cuentas.models`."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q


class AusenciaQuerySet(models.QuerySet["Ausencia"]):
    """Preguntas sobre ausencias."""

    def vigentes(self, desde: date, hasta: date | None = None) -> AusenciaQuerySet:
        """Las no canceladas que tocan ese día o ese tramo."""
        return self.filter(cancelada_en=None, desde__lte=hasta or desde, hasta__gte=desde)


class Ausencia(models.Model):
    """Los días en que una persona no atiende. El motivo es de catálogo: nunca un dato médico."""

    class Motivo(models.TextChoices):
        VACACIONES = "vacaciones", "Vacaciones"
        COMISION = "comision", "Comisión"
        INCAPACIDAD = "incapacidad", "Incapacidad"
        OTRA = "otra", "Otra"

    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="ausencias")
    desde = models.DateField("primer día")
    hasta = models.DateField("último día")
    motivo = models.CharField("motivo", max_length=12, choices=Motivo)
    registrada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    registrada_en = models.DateTimeField()
    cancelada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cancelada_en = models.DateTimeField(null=True)
    PRIVACIDAD = {"ausencias": ("motivo",)}

    objects = AusenciaQuerySet.as_manager()

    class Meta:
        verbose_name = "ausencia"
        ordering = ["desde", "pk"]
        constraints = [models.CheckConstraint(name="ausencia_fechas", condition=Q(hasta__gte=models.F("desde")))]

    def __str__(self) -> str:
        return f"{self.persona}: {self.desde} a {self.hasta}"
