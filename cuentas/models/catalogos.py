"""El calendario y los parámetros."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from cuentas.models.entes import Ente
from cuentas.models.versiones import VersionPublicable


class DiaDeCalendario(models.Model):
    """Un día inhábil, o uno inhábil que se habilitó, para todos o para un ente."""

    class Clase(models.TextChoices):
        INHABIL = "inhabil", "Inhábil"
        HABILITADO = "habilitado", "Habilitado"

    fecha = models.DateField("fecha")
    clase = models.CharField("clase", max_length=10, choices=Clase, default=Clase.INHABIL)
    motivo = models.CharField("motivo", max_length=120)
    fuente = models.CharField("fuente", max_length=120)
    ente = models.ForeignKey(Ente, models.PROTECT, null=True, blank=True)
    PRIVACIDAD = {"ninguna": ("motivo", "fuente")}

    class Meta:
        verbose_name = "día de calendario"
        verbose_name_plural = "días de calendario"
        ordering = ["fecha"]
        constraints = [
            models.UniqueConstraint(fields=["fecha", "ente"], name="dia_unico_por_ente"),
            models.UniqueConstraint(fields=["fecha"], condition=Q(ente=None), name="dia_unico_general"),
        ]

    def __str__(self) -> str:
        return f"{self.fecha} {self.motivo}"


class ParametroQuerySet(models.QuerySet["VersionDeParametro"]):
    """Preguntas sobre los valores que alguien cambió."""

    def que_rigen(self, dia: Any) -> ParametroQuerySet:
        """Las publicadas que ya empezaron a regir ese día; de las de una clave vale la de número más alto."""
        return self.exclude(publicada_en=None).filter(desde__lte=dia)


class VersionDeParametro(VersionPublicable):
    """Un valor que se edita sin tocar código, desde cuándo rige y con qué fundamento. Uno propone y otro confirma.

    Los que nadie cambió valen lo que dice su renglón en `fichas.py`. `fundamento` es la clave de uno del catálogo.
    """

    clave = models.CharField("parámetro", max_length=60)
    valor = models.JSONField("valor")
    desde = models.DateField("rige desde")
    fundamento = models.CharField("fundamento", max_length=40, blank=True)
    motivo = models.CharField("motivo", max_length=300, blank=True)
    PRIVACIDAD = {"ninguna": ("clave", "valor", "fundamento", "motivo")}

    objects = ParametroQuerySet.as_manager()

    class Meta:
        verbose_name = "versión de parámetro"
        verbose_name_plural = "versiones de parámetro"
        ordering = ["clave", "-numero"]
        constraints = [
            models.UniqueConstraint(fields=["clave", "numero"], name="parametro_version_unica"),
            models.UniqueConstraint(
                fields=["clave"], condition=Q(publicada_en=None), name="parametro_un_solo_borrador"
            ),
            models.CheckConstraint(
                condition=Q(publicada_por=None) | ~Q(publicada_por=F("redactada_por")), name="parametro_publica_otra",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clave}, versión {self.numero}"
