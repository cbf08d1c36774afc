"""Las órdenes de auditoría, en su propio módulo; se importan desde `cuentas.models`."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class OrdenDeAuditoriaQuerySet(models.QuerySet["OrdenDeAuditoria"]):
    """Preguntas sobre órdenes."""

    def vigentes(self, fecha: date) -> OrdenDeAuditoriaQuerySet:
        """Confirmadas, no revocadas y dentro de su vigencia: las que acotan ese día."""
        return self.filter(
            confirmada_en__isnull=False, revocada_en=None, vigente_desde__lte=fecha, vigente_hasta__gte=fecha
        )


class OrdenDeAuditoria(models.Model):
    """El encargo que acota lo que leen quienes auditan: de qué entes, qué ejercicio y presentado entre qué fechas.

    Lo que no se dice no acota. La propone quien administra personas y la confirma otra: así nadie, a solas, le tapa
    algo a quien audita.
    """

    numero = models.CharField("número de la orden", max_length=60, unique=True)
    fecha = models.DateField("fecha de la orden")
    autoridad = models.CharField("autoridad que la expide", max_length=150)
    auditores = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="ordenes_de_auditoria")
    entes = models.ManyToManyField("cuentas.Ente", blank=True, related_name="+")
    ejercicio = models.PositiveSmallIntegerField("ejercicio presupuestal", null=True, blank=True)
    desde = models.DateField("presentado desde", null=True, blank=True)
    hasta = models.DateField("presentado hasta", null=True, blank=True)
    vigente_desde = models.DateField("primer día")
    vigente_hasta = models.DateField("último día")
    propuesta_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    propuesta_en = models.DateTimeField()
    confirmada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmada_en = models.DateTimeField(null=True)
    revocada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revocada_en = models.DateTimeField(null=True)
    PRIVACIDAD = {"ninguna": ("numero", "autoridad")}

    objects = OrdenDeAuditoriaQuerySet.as_manager()

    class Meta:
        verbose_name = "orden de auditoría"
        verbose_name_plural = "órdenes de auditoría"
        ordering = ["-vigente_desde", "-pk"]
        constraints = [
            models.CheckConstraint(name="orden_vigencia", condition=Q(vigente_hasta__gte=F("vigente_desde"))),
            models.CheckConstraint(
                name="orden_fechas", condition=Q(desde=None) | Q(hasta=None) | Q(hasta__gte=F("desde"))
            ),
            models.CheckConstraint(
                name="orden_a_cuatro_ojos",
                condition=Q(confirmada_en=None, confirmada_por=None)
                | Q(confirmada_en__isnull=False, confirmada_por__isnull=False) & ~Q(confirmada_por=F("propuesta_por")),
            ),
            models.CheckConstraint(
                name="orden_revocada_con_autor",
                condition=Q(revocada_en=None, revocada_por=None)
                | Q(revocada_en__isnull=False, revocada_por__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.numero
