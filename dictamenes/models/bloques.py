"""Lo que se redacta una vez y se usa en muchos dictámenes: fundamentos y bloques de redacción con sus versiones."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cuentas.vigencia import vigente_en
from dictamenes.models.constancia import Campo
from dictamenes.models.dictamen import Dictamen
from dictamenes.models.versiones import VersionPublicable


class FundamentoQuerySet(models.QuerySet["Fundamento"]):
    def vigentes(self, fecha: date) -> FundamentoQuerySet:
        return self.filter(vigente_en(fecha))


class Fundamento(models.Model):
    """Un ordenamiento con los artículos que se citan y dónde se publicó. Sólo lo capturado aquí se imprime."""

    ordenamiento = models.CharField("ordenamiento", max_length=250)
    articulos = models.CharField("artículos", max_length=250, help_text="Tal como se citan: «artículos 91 a 93».")
    ambito = models.CharField("ámbito", max_length=300, blank=True, help_text="Para qué sirve citarlo.")
    medio = models.CharField("medio en que se publicó", max_length=200, help_text="Boletín Oficial, DOF…")
    tomo = models.CharField("tomo", max_length=20, blank=True)
    numero = models.CharField("número", max_length=20, blank=True)
    seccion = models.CharField("sección", max_length=20, blank=True)
    fecha = models.DateField("fecha de publicación", null=True, blank=True)
    tipos: Campo[list[str]] = models.JSONField(
        "tipos de solicitud que funda", default=list, db_default=[], blank=True,
        help_text="Las claves de sus tipos, entre corchetes; [] si conviene a todos.",
    )
    es_general = models.BooleanField("se propone en todos los dictámenes", default=False)
    vigente_desde = models.DateField("vigente desde")
    vigente_hasta = models.DateField("vigente hasta", null=True, blank=True)
    capturado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    capturado_en = models.DateTimeField(editable=False)
    PRIVACIDAD = {"ninguna": ("ordenamiento", "articulos", "ambito", "medio", "tomo", "numero", "seccion", "tipos")}

    objects = FundamentoQuerySet.as_manager()

    class Meta:
        verbose_name = "fundamento"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ordenamiento", "articulos", "vigente_desde"], name="fundamento_unico",
                violation_error_message="Ya está capturado ese fundamento con esa vigencia.",
            ),
            models.CheckConstraint(
                condition=Q(vigente_hasta=None) | Q(vigente_hasta__gte=F("vigente_desde")), name="fundamento_vigencia",
                violation_error_message="La vigencia termina antes de empezar.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ordenamiento}, {self.articulos}"

    def rige_en(self, dia: date) -> bool:
        return self.vigente_desde <= dia and (self.vigente_hasta is None or dia <= self.vigente_hasta)

    def conviene_a(self, tipo: str) -> bool:
        """Si puede fundar un dictamen de ese tipo de solicitud."""
        return not self.tipos or tipo in self.tipos


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
