"""Los precios ya dictaminados, buscables por índice."""

from __future__ import annotations

from django.db import models

from dictamenes.models.solicitud import Concepto


class PrecioDictaminado(models.Model):
    """Un concepto con sentido favorable en un dictamen emitido. El precio es el del concepto, que ya no cambia.

    `llave` junta lo comparable: mismo perfil del estándar o, sin perfil, mismo encabezado de la descripción; siempre
    la misma modalidad, categoría y unidad (`dictamenes.reglas.precios.llave_de`).
    """

    concepto = models.OneToOneField(Concepto, models.PROTECT, related_name="precio_dictaminado")
    llave = models.CharField(max_length=200)
    emitido_en = models.DateTimeField()
    PRIVACIDAD = {"ninguna": ("llave",)}

    class Meta:
        verbose_name = "precio dictaminado"
        verbose_name_plural = "precios dictaminados"
        indexes = [models.Index(fields=["llave", "-emitido_en"], name="precio_llave_fecha")]

    def __str__(self) -> str:
        return f"{self.concepto_id} · {self.llave}"
