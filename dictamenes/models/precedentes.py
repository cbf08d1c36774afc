"""Los conceptos ya dictaminados, buscables por índice."""

from __future__ import annotations

from django.db import models

from cuentas.models import Ente
from dictamenes.models.dictamen import SentidoDeConcepto


class Precedente(models.Model):
    """Una llave con que se encuentra un concepto dictaminado: su perfil del estándar o una palabra que dice qué es.

    Un concepto tiene a lo más `dictamenes.reglas.precedentes.LLAVES`. Lo resuelto está en su `SentidoDeConcepto`.
    """

    resuelto = models.ForeignKey(SentidoDeConcepto, models.PROTECT, related_name="precedentes", db_index=False)
    ente = models.ForeignKey(Ente, models.PROTECT, related_name="+", db_index=False)
    llave = models.CharField(max_length=120)
    emitido_en = models.DateTimeField()
    PRIVACIDAD = {"ninguna": ("llave",)}

    class Meta:
        verbose_name = "precedente"
        constraints = [models.UniqueConstraint(fields=["resuelto", "llave"], name="precedente_sin_repetir")]
        indexes = [
            models.Index(fields=["llave", "-emitido_en"], name="precedente_llave"),
            models.Index(fields=["llave", "ente", "-emitido_en"], name="precedente_llave_ente"),
        ]

    def __str__(self) -> str:
        return f"{self.resuelto_id} · {self.llave}"
