"""El ejemplar público: la revisión que espera antes de publicarse y las versiones testadas que lo sustituyen."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from archivos.models import Archivo
from dictamenes.congelado import Teste
from dictamenes.models.constancia import Campo
from dictamenes.models.dictamen import Dictamen


class RevisionPublicaQuerySet(models.QuerySet["RevisionPublica"]):
    """Consultas de lo que espera publicarse."""

    def pendientes(self) -> RevisionPublicaQuerySet:
        """Las que nadie ha liberado, de la que vence antes a la última."""
        return self.filter(liberada_en=None).order_by("vence", "pk")


class RevisionPublica(models.Model):
    """Se abre al emitir lo que la pide; mientras no se libera, en público no se enseña qué dice el dictamen."""

    dictamen = models.OneToOneField(Dictamen, models.PROTECT, related_name="revision_publica")
    vence = models.DateField("a más tardar", db_index=True)
    liberada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    liberada_en = models.DateTimeField("liberada", null=True)

    objects = RevisionPublicaQuerySet.as_manager()

    class Meta:
        verbose_name = "revisión de lo que puede publicarse"
        verbose_name_plural = "revisiones de lo que puede publicarse"
        constraints = [
            models.CheckConstraint(
                name="revision_publica_liberada_por_alguien",
                condition=models.Q(liberada_por=None, liberada_en=None)
                | models.Q(liberada_por__isnull=False, liberada_en__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dictamen} · a más tardar el {self.vence}"


class VersionPublica(models.Model):
    """Un ejemplar público redactado de nuevo sin lo testado. La primera es la 2: la 1 fue la que se emitió.

    `anterior` ya no se descarga en público, pero se reconoce. Los testes llevan fundamento y motivo, nunca el texto.
    """

    dictamen = models.ForeignKey(Dictamen, models.PROTECT, related_name="versiones_publicas")
    numero = models.PositiveSmallIntegerField("versión")
    archivo = models.ForeignKey(Archivo, models.PROTECT, related_name="+")
    anterior = models.ForeignKey(Archivo, models.PROTECT, related_name="+", verbose_name="la que sustituyó")
    testes: Campo[list[Teste]] = models.JSONField("testes")
    hecha_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    hecha_en = models.DateTimeField()
    PRIVACIDAD = {"ninguna": ("testes",)}

    class Meta:
        verbose_name = "versión pública"
        verbose_name_plural = "versiones públicas"
        ordering = ["numero"]
        constraints = [
            models.UniqueConstraint(fields=["dictamen", "numero"], name="version_publica_unica"),
            models.CheckConstraint(condition=models.Q(numero__gte=2), name="version_publica_desde_la_dos"),
        ]

    def __str__(self) -> str:
        return f"{self.dictamen} · versión pública {self.numero}"


def por_publicar(dictamen: Dictamen) -> RevisionPublica | None:
    """La revisión que su ejemplar público espera; None si no la pide o ya se liberó."""
    suya: RevisionPublica | None = getattr(dictamen, "revision_publica", None)
    return suya if suya and suya.liberada_en is None else None
