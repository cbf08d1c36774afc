"""Lo que se redacta una vez y se usa en muchos dictámenes: los bloques de redacción con sus versiones."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cuentas.models.versiones import VersionPublicable
from dictamenes.models.dictamen import Dictamen


class ClaseDeBloque(models.TextChoices):
    """Para qué sirve un bloque; decide en qué parte del dictamen se imprime."""

    CONSIDERACION = "consideracion", "Consideración"
    REQUISITO = "requisito", "Requisito"
    RECOMENDACION = "recomendacion", "Recomendación"


class Bloque(models.Model):
    """Un párrafo que se repite en dictámenes parecidos: a qué tipos y sentidos viene al caso (vacío: a todos)."""

    clave = models.SlugField("clave", max_length=40, unique=True)
    titulo = models.CharField("título", max_length=150)
    clase = models.CharField("clase", max_length=15, choices=ClaseDeBloque)
    tipos = models.JSONField("tipos de solicitud", default=list)
    sentidos = models.JSONField("sentidos", default=list)
    PRIVACIDAD = {"ninguna": ("clave", "titulo", "tipos", "sentidos")}

    class Meta:
        verbose_name = "bloque de redacción"
        verbose_name_plural = "bloques de redacción"
        ordering = ["clase", "titulo"]

    def __str__(self) -> str:
        return self.titulo


class VersionDeBloque(VersionPublicable):
    """Un texto del bloque."""

    bloque = models.ForeignKey(Bloque, models.PROTECT, related_name="versiones")
    texto = models.TextField("texto")
    PRIVACIDAD = {"ninguna": ("texto",)}

    class Meta:
        verbose_name = "versión de bloque"
        verbose_name_plural = "versiones de bloque"
        ordering = ["-numero"]
        constraints = [
            models.UniqueConstraint(fields=["bloque", "numero"], name="bloque_version_unica"),
            models.UniqueConstraint(
                fields=["bloque"], condition=Q(publicada_en=None), name="bloque_un_solo_borrador"
            ),
            models.CheckConstraint(
                condition=Q(publicada_por=None) | ~Q(publicada_por=F("redactada_por")), name="bloque_publica_otra",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bloque}, versión {self.numero}"


class ParrafoDeBloque(models.Model):
    """Un párrafo del dictamen: de qué versión de bloque salió y si se le cambió algo."""

    dictamen = models.ForeignKey(Dictamen, models.PROTECT, related_name="parrafos")
    version = models.ForeignKey(VersionDeBloque, models.PROTECT, related_name="parrafos")
    texto = models.TextField("texto")
    se_modifico = models.BooleanField("se modificó")
    PRIVACIDAD = {"texto": ("texto",)}

    class Meta:
        verbose_name = "párrafo de bloque"
        verbose_name_plural = "párrafos de bloque"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["dictamen", "version"], name="un_parrafo_por_version")]

    def __str__(self) -> str:
        return self.texto[:60]
