"""Cómo calificó la atención quien recibió un dictamen: de 1 a 5, con un comentario si quiso."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from dictamenes.models.dictamen import Dictamen


class Puntos(models.IntegerChoices):
    """La escala, de la mejor a la peor: así se ofrece."""

    MUY_BUENA = 5, "5 · Muy buena"
    BUENA = 4, "4 · Buena"
    REGULAR = 3, "3 · Regular"
    MALA = 2, "2 · Mala"
    MUY_MALA = 1, "1 · Muy mala"


class Calificacion(models.Model):
    """Lo que dijo, una sola vez, una persona que recibió el dictamen. Quién fue no sale de aquí ni de la bitácora."""

    dictamen = models.ForeignKey(Dictamen, models.PROTECT, related_name="calificaciones")
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    puntos = models.PositiveSmallIntegerField(choices=Puntos)
    comentario = models.TextField("comentario", blank=True)
    dada_en = models.DateTimeField(db_index=True)
    PRIVACIDAD = {"texto": ("comentario",)}

    class Meta:
        verbose_name = "calificación"
        verbose_name_plural = "calificaciones"
        ordering = ["dada_en", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["dictamen", "persona"], name="calificacion_una_por_persona"),
            models.CheckConstraint(condition=Q(puntos__range=(1, 5)), name="calificacion_de_uno_a_cinco"),
        ]

    def __str__(self) -> str:
        return f"{self.dictamen}: {self.puntos}"
