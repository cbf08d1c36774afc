"""Las versiones públicas testadas de un dictamen: cada una ligada por su huella a la que sustituyó."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from archivos.models import Archivo
from dictamenes.congelado import Teste
from dictamenes.models.constancia import Campo
from dictamenes.models.dictamen import Dictamen


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
