"""El calendario y los parámetros."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuentas.models.entes import Ente


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


class Parametro(models.Model):
    """Un valor que se edita sin tocar código; los que no están aquí valen lo que dice `parametros.py`."""

    clave = models.CharField("clave", max_length=60, primary_key=True)
    valor = models.JSONField("valor")
    PRIVACIDAD = {"ninguna": ("valor",)}

    class Meta:
        verbose_name = "parámetro"
        ordering = ["clave"]

    def __str__(self) -> str:
        return self.clave
