"""Las preguntas de cada tipo de solicitud, con sus versiones."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cuentas.models.versiones import PublicableQuerySet, VersionPublicable
from dictamenes.models.catalogos import Tipo


class Formulario(VersionPublicable):
    """Una versión de las preguntas, los anexos y las declaraciones de un tipo; lo empezado con una la conserva."""

    tipo = models.CharField(max_length=20, choices=Tipo)
    definicion = models.JSONField("definición")
    PRIVACIDAD = {"ninguna": ("definicion",)}

    objects = PublicableQuerySet.as_manager()

    class Meta:
        verbose_name = "formulario"
        ordering = ["tipo", "-numero"]
        constraints = [
            models.UniqueConstraint(fields=["tipo", "numero"], name="formulario_version_unica"),
            models.UniqueConstraint(
                fields=["tipo"], condition=Q(publicada_en=None), name="formulario_un_solo_borrador"
            ),
            models.CheckConstraint(
                condition=Q(publicada_por=None) | ~Q(publicada_por=F("redactada_por")), name="formulario_publica_otra",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_tipo_display()}, versión {self.numero}"
