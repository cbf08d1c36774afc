"""Expedientes que se estudian juntos: el grupo y quién pertenece a él."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from dictamenes.models.solicitud import Solicitud


class Agrupacion(models.Model):
    """Unos asuntos que se estudian juntos. Cada uno conserva su folio, sus plazos y su dictamen."""

    nombre = models.CharField("nombre del grupo", max_length=120)
    motivo = models.CharField("motivo", max_length=300)
    creada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    creada_en = models.DateTimeField()
    PRIVACIDAD = {"texto": ("nombre", "motivo")}

    class Meta:
        verbose_name = "agrupación"
        verbose_name_plural = "agrupaciones"

    def __str__(self) -> str:
        return self.nombre


class Pertenencia(models.Model):
    """Una solicitud, a lo más en un grupo. Separarla borra el renglón; la historia queda en sus eventos."""

    agrupacion = models.ForeignKey(Agrupacion, models.PROTECT, related_name="pertenencias")
    solicitud = models.OneToOneField(Solicitud, models.PROTECT, related_name="pertenencia")

    class Meta:
        verbose_name = "pertenencia"

    def __str__(self) -> str:
        return f"{self.solicitud_id} en {self.agrupacion_id}"
