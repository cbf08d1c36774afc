"""Lo común a lo que una persona redacta y otra publica, y que rige por versiones."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models

from cuentas.constancia import consta


class PublicableQuerySet(models.QuerySet[Any]):
    def publicadas(self, **llave: object) -> Self:
        """Las que han regido, de la primera a la vigente."""
        return self.filter(**llave).exclude(publicada_en=None).order_by("numero")


class VersionPublicable(models.Model):
    """Lo que una persona redacta y otra publica. Se corrige mientras nadie la publica; publicada, ya no cambia."""

    numero = models.PositiveSmallIntegerField("número")
    redactada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    redactada_en = models.DateTimeField()
    publicada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    publicada_en = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def momento_de_publicacion(self) -> datetime:
        """Cuándo se publicó; consta desde entonces."""
        return consta(self.publicada_en)

    @property
    def marca(self) -> str:
        """Qué texto se leyó: cambia cada vez que alguien guarda el borrador."""
        return f"{self.numero} {self.redactada_en.isoformat()}"
