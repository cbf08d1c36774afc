"""El escudo que encabeza los documentos, con sus versiones."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from archivos.models import Archivo
from cuentas.models.versiones import PublicableQuerySet, VersionPublicable


class Escudo(VersionPublicable):
    """Una imagen del escudo. Encabeza lo que se hace desde que se publica; cada documento conserva el de entonces."""

    archivo = models.ForeignKey(Archivo, models.PROTECT, related_name="+")
    nombre = models.CharField("nombre del archivo", max_length=130)
    PRIVACIDAD = {"ninguna": ("nombre",)}

    objects = PublicableQuerySet.as_manager()

    class Meta:
        verbose_name = "escudo"
        ordering = ["-numero"]
        constraints = [
            models.UniqueConstraint(fields=["numero"], name="escudo_version_unica"),
            models.CheckConstraint(
                condition=Q(publicada_por=None) | ~Q(publicada_por=F("redactada_por")), name="escudo_publica_otra",
            ),
        ]

    def __str__(self) -> str:
        return f"escudo, versión {self.numero}"
