"""La excepción a una cláusula del estándar, pedida para un concepto de un caso y para nada más."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from dictamenes.models.fundamentos import Fundamento
from dictamenes.models.solicitud import Concepto
from estandares.models import Requisito


class ExcepcionQuerySet(models.QuerySet["ExcepcionDeClausula"]):
    def otorgadas(self) -> ExcepcionQuerySet:
        return self.filter(otorgada=True)

    def por_resolver(self) -> ExcepcionQuerySet:
        return self.filter(resuelta_en=None)


class ExcepcionDeClausula(models.Model):
    """Una por concepto y cláusula. Lo que debiera valer para más casos es una versión nueva del estándar."""

    concepto = models.ForeignKey(Concepto, models.CASCADE, related_name="excepciones")
    requisito = models.ForeignKey(Requisito, models.PROTECT, related_name="excepciones")
    clausula = models.CharField("cláusula, como se cita", max_length=80)
    razon = models.TextField("por qué se pide")
    pedida_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    pedida_en = models.DateTimeField()
    otorgada = models.BooleanField("si se otorgó", null=True)
    fundamento = models.ForeignKey(Fundamento, models.PROTECT, null=True, related_name="+")
    motivo = models.TextField("por qué se otorga o se niega", blank=True)
    resuelta_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    resuelta_en = models.DateTimeField(null=True)
    PRIVACIDAD = {"texto": ("razon", "motivo"), "ninguna": ("clausula",)}

    objects = ExcepcionQuerySet.as_manager()

    class Meta:
        verbose_name = "excepción de cláusula"
        verbose_name_plural = "excepciones de cláusula"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["concepto", "requisito"], name="una_excepcion_por_clausula"),
            models.CheckConstraint(
                name="excepcion_resuelta_entera",
                condition=Q(otorgada=None, resuelta_en=None, resuelta_por=None, fundamento=None, motivo="")
                | (Q(otorgada=False, resuelta_en__isnull=False, resuelta_por__isnull=False) & ~Q(motivo=""))
                | (Q(otorgada=True, resuelta_en__isnull=False, resuelta_por__isnull=False, fundamento__isnull=False)
                   & ~Q(motivo="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clausula} en {self.concepto}"

    @property
    def situacion(self) -> str:
        return {None: "Pedida", True: "Otorgada", False: "Negada"}[self.otorgada]

    def vale_en(self, concepto: Concepto) -> bool:
        """Si se otorgó y el concepto sigue contra el perfil de esa cláusula: cambiado el perfil, ya no lo exceptúa."""
        return bool(self.otorgada) and self.requisito.perfil_id == concepto.perfil_id
