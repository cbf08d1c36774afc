"""Cuántas veces se descargó cada cosa pública en un día: una cuenta, no un renglón por visitante."""

from __future__ import annotations

from django.db import models


class DescargaPublica(models.Model):
    """La cuenta de un día; al terminar, va a la bitácora en un solo evento y no cambia."""

    dia = models.DateField("día")
    que = models.CharField("qué se descargó", max_length=60)
    cuantas = models.PositiveIntegerField("cuántas veces", default=0)
    PRIVACIDAD = {"ninguna": ("que",)}

    class Meta:
        verbose_name = "descargas públicas de un día"
        verbose_name_plural = "descargas públicas"
        constraints = [models.UniqueConstraint(fields=["dia", "que"], name="descarga_una_cuenta_por_dia")]

    def __str__(self) -> str:
        return f"{self.que}, {self.dia}: {self.cuantas}"
