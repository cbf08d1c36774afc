"""La retención legal: mientras dura, un expediente no se transfiere, ni se dispone de él, ni se cancelan sus datos."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dictamenes.models.solicitud import Solicitud


class RetencionQuerySet(models.QuerySet["RetencionLegal"]):
    def detienen(self, dia: date) -> RetencionQuerySet:
        """Las que ese día detienen: también las que esperan confirmación, para que nada se pierda mientras."""
        return self.filter(hasta__gte=dia, descartada_en=None, levantada_en=None)


class RetencionLegal(models.Model):
    """La propone una persona, con fundamento y término, y otra la confirma; levantarla antes también pide a dos."""

    solicitud = models.ForeignKey(Solicitud, models.PROTECT, related_name="retenciones")
    fundamento = models.TextField("fundamento")
    autoridad = models.CharField("autoridad o asunto que la pide", max_length=200)
    hasta = models.DateField("último día")
    propuesta_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    propuesta_en = models.DateTimeField()
    confirmada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmada_en = models.DateTimeField(null=True)
    descartada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    descartada_en = models.DateTimeField(null=True)
    motivo = models.TextField("por qué se levanta antes", blank=True)
    pedida_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    pedida_en = models.DateTimeField(null=True)
    levantada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    levantada_en = models.DateTimeField(null=True)
    PRIVACIDAD = {"texto": ("fundamento", "motivo"), "identificacion": ("autoridad",)}

    objects = RetencionQuerySet.as_manager()

    class Meta:
        verbose_name = "retención legal"
        verbose_name_plural = "retenciones legales"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="retencion_a_cuatro_ojos",
                condition=Q(confirmada_en=None, confirmada_por=None)
                | Q(confirmada_en__isnull=False, confirmada_por__isnull=False) & ~Q(confirmada_por=F("propuesta_por")),
            ),
            models.CheckConstraint(
                name="retencion_se_levanta_entre_dos",
                condition=Q(levantada_en=None, levantada_por=None)
                | Q(levantada_en__isnull=False, pedida_en__isnull=False) & ~Q(levantada_por=F("pedida_por")),
            ),
        ]

    def __str__(self) -> str:
        return f"retención de {self.solicitud_id} hasta {self.hasta}"
