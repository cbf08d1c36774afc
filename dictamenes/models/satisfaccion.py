"""Cómo calificó la atención quien recibió un dictamen: de 1 a 5, con un comentario si quiso, sin que se sepa quién.

Lo contestado espera cifrado en la urna y se abre por lotes barajados; ningún renglón dice de qué dictamen ni de quién
(docs/decisiones/0062).
"""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.db import models
from django.db.models import Q


class Puntos(models.IntegerChoices):
    """La escala, de la mejor a la peor: así se ofrece."""

    MUY_BUENA = 5, "5 · Muy buena"
    BUENA = 4, "4 · Buena"
    REGULAR = 3, "3 · Regular"
    MALA = 2, "2 · Mala"
    MUY_MALA = 1, "1 · Muy mala"


class BoletoGastado(models.Model):
    """Que alguien que podía contestar ya contestó. De su talón, sin la llave (no está en la base), no se sabe quién."""

    talon = models.CharField(max_length=64, primary_key=True)
    PRIVACIDAD = {"ninguna": ("talon",)}

    class Meta:
        verbose_name = "boleto gastado"
        verbose_name_plural = "boletos gastados"

    def __str__(self) -> str:
        return self.talon


class RespuestaEnUrna(models.Model):
    """Una respuesta cifrada, toda del mismo tamaño, mientras se junta su lote; después se borra."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    cifrada = models.TextField()
    PRIVACIDAD = {"texto": ("cifrada",)}

    class Meta:
        verbose_name = "respuesta en la urna"
        verbose_name_plural = "respuestas en la urna"

    def __str__(self) -> str:
        return str(self.id)


class LotesQuerySet(models.QuerySet["LoteDeCalificaciones"]):
    def del_anio(self, anio: int, corte: date) -> LotesQuerySet:
        """Los abiertos ese año, hasta el corte."""
        return self.filter(abierto_el__range=(date(anio, 1, 1), min(corte, date(anio, 12, 31))))


class LoteDeCalificaciones(models.Model):
    """Las respuestas que se abrieron juntas, barajadas; `evento` es el número del que las ata; vacío, las de antes."""

    abierto_el = models.DateField(db_index=True)
    evento = models.BigIntegerField(null=True)

    objects = LotesQuerySet.as_manager()

    class Meta:
        verbose_name = "lote de calificaciones"
        verbose_name_plural = "lotes de calificaciones"
        ordering = ["abierto_el", "pk"]

    def __str__(self) -> str:
        return f"lote {self.pk}"


class CalificacionDelLote(models.Model):
    """Una calificación de un lote. Su lugar en la tabla no dice nada: se barajó antes de escribirla."""

    lote = models.ForeignKey(LoteDeCalificaciones, models.PROTECT, related_name="calificaciones")
    puntos = models.PositiveSmallIntegerField(choices=Puntos)

    class Meta:
        verbose_name = "calificación"
        verbose_name_plural = "calificaciones"
        constraints = [models.CheckConstraint(condition=Q(puntos__range=(1, 5)), name="puntos_de_uno_a_cinco")]

    def __str__(self) -> str:
        return f"{self.lote}: {self.puntos}"


class ComentarioDelLote(models.Model):
    """Lo que alguien escribió, aparte de las calificaciones: un comentario dice de qué trata, y así no dice cuánto."""

    lote = models.ForeignKey(LoteDeCalificaciones, models.PROTECT, related_name="comentarios")
    texto = models.TextField("comentario")
    PRIVACIDAD = {"texto": ("texto",)}

    class Meta:
        verbose_name = "comentario"
        verbose_name_plural = "comentarios"

    def __str__(self) -> str:
        return f"comentario del {self.lote}"
