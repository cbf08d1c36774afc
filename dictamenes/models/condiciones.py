"""Cómo se acredita una condición del dictamen: un renglón por intento, que no se edita ni se borra."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from archivos.models import Archivo
from dictamenes.models.dictamen import Condicion

POR_REVISAR = Q(resuelto_en=None)
ACEPTADO = Q(resuelto_en__isnull=False, motivo="")


class CumplimientoQuerySet(models.QuerySet["CumplimientoDeCondicion"]):
    def por_revisar(self) -> CumplimientoQuerySet:
        """Los que nadie ha resuelto."""
        return self.filter(POR_REVISAR)


class CumplimientoDeCondicion(models.Model):
    """Lo que el ente reportó para acreditar una condición y lo que se resolvió: aceptado, o devuelto con motivo."""

    condicion = models.ForeignKey(Condicion, models.PROTECT, related_name="cumplimientos")
    nota = models.TextField("cómo se cumplió")
    archivo = models.ForeignKey(Archivo, models.PROTECT, related_name="+")
    nombre = models.CharField("nombre del archivo", max_length=130)
    reportado_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reportado_en = models.DateTimeField()
    resuelto_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    resuelto_en = models.DateTimeField(null=True)
    motivo = models.TextField("por qué se devolvió", blank=True)
    PRIVACIDAD = {"texto": ("nota", "nombre", "motivo")}

    objects = CumplimientoQuerySet.as_manager()

    class Meta:
        verbose_name = "cumplimiento de condición"
        verbose_name_plural = "cumplimientos de condición"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["condicion"], condition=POR_REVISAR, name="un_cumplimiento_por_revisar"),
            models.UniqueConstraint(fields=["condicion"], condition=ACEPTADO, name="un_cumplimiento_aceptado"),
            models.CheckConstraint(
                name="cumplimiento_resuelto_entero",
                condition=Q(resuelto_en=None, resuelto_por=None, motivo="")
                | (Q(resuelto_en__isnull=False) & (Q(resuelto_por__isnull=False) | ~Q(motivo=""))),
            ),
        ]
        indexes = [models.Index(fields=["reportado_en"], name="cumplimiento_por_revisar", condition=POR_REVISAR)]

    def __str__(self) -> str:
        return f"{self.condicion}: {self.nombre}"

    @property
    def aceptado(self) -> bool:
        """Si con él la condición quedó cumplida."""
        return self.resuelto_en is not None and not self.motivo
