"""El catálogo de disposición documental: dónde se archiva cada tipo de asunto, cuánto tiempo y qué pasa después."""

from __future__ import annotations

from datetime import date

from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from cuentas.vigencia import vigente_en
from dictamenes.models.catalogos import Tipo

ANIOS_MAXIMO = 99
CLAVE = RegexValidator(r"^[A-Z0-9][A-Z0-9.-]*$", "Use mayúsculas, números, puntos y guiones, por ejemplo 12C.3")


class Valores(models.TextChoices):
    """Los valores documentales primarios de la serie."""

    ADMINISTRATIVO = "administrativo", "Administrativo"
    LEGAL = "legal", "Administrativo y legal"
    CONTABLE = "contable", "Administrativo y fiscal o contable"
    TODOS = "todos", "Administrativo, legal y fiscal o contable"


class Destino(models.TextChoices):
    """Qué pasa con el expediente cuando se cumplen sus plazos."""

    BAJA = "baja", "Baja documental"
    HISTORICO = "historico", "Conservación permanente en el archivo histórico"
    MUESTREO = "muestreo", "Conservación por muestreo"


class Acceso(models.TextChoices):
    """Clasificación de la información de la serie. Nada nace reservado: eso pide un acto con fundamento."""

    PUBLICA = "publica", "Pública"
    CON_DATOS = "con_datos", "Pública, con datos personales confidenciales"


class DisposicionQuerySet(models.QuerySet["DisposicionDocumental"]):
    def vigentes(self, fecha: date) -> DisposicionQuerySet:
        return self.filter(vigente_en(fecha))


class DisposicionDocumental(models.Model):
    """Un renglón del catálogo: la serie de un tipo de asunto, sus plazos en años completos y su destino final."""

    tipo = models.CharField(
        "tipo de solicitud", max_length=20, choices=Tipo, blank=True, help_text="Vacío: los que no tengan el suyo."
    )
    fondo_clave = models.CharField("clave del fondo", max_length=20, validators=[CLAVE])
    fondo = models.CharField("fondo", max_length=150)
    seccion_clave = models.CharField("clave de la sección", max_length=20, validators=[CLAVE])
    seccion = models.CharField("sección", max_length=150)
    serie_clave = models.CharField("clave de la serie", max_length=20, validators=[CLAVE])
    serie = models.CharField("serie", max_length=150)
    subserie_clave = models.CharField("clave de la subserie", max_length=20, blank=True, validators=[CLAVE])
    subserie = models.CharField("subserie", max_length=150, blank=True)
    valores = models.CharField("valores documentales", max_length=15, choices=Valores)
    anios_tramite = models.PositiveSmallIntegerField(
        "años en archivo de trámite", validators=[MaxValueValidator(ANIOS_MAXIMO)], help_text="Desde que se cierra."
    )
    anios_concentracion = models.PositiveSmallIntegerField(
        "años en archivo de concentración", validators=[MaxValueValidator(ANIOS_MAXIMO)]
    )
    destino = models.CharField("destino final", max_length=10, choices=Destino)
    acceso = models.CharField("clasificación de la información", max_length=10, choices=Acceso, default=Acceso.PUBLICA)
    instrumento = models.CharField(
        "instrumento que lo autoriza", max_length=250, help_text="El catálogo validado, con su número y su fecha."
    )
    vigente_desde = models.DateField("vigente desde", help_text="Rige para los expedientes que se abren desde ese día.")
    vigente_hasta = models.DateField("vigente hasta", null=True, blank=True)
    PRIVACIDAD = {"ninguna": (
        "fondo_clave", "fondo", "seccion_clave", "seccion", "serie_clave", "serie", "subserie_clave", "subserie",
        "instrumento",
    )}

    objects = DisposicionQuerySet.as_manager()

    class Meta:
        verbose_name = "disposición documental"
        verbose_name_plural = "catálogo de disposición documental"
        ordering = ["serie_clave", "subserie_clave", "tipo", "-vigente_desde"]
        constraints = [
            models.UniqueConstraint(
                fields=["tipo", "vigente_desde"], name="disposicion_unica",
                violation_error_message="Ya está capturada la disposición de ese tipo desde ese día.",
            ),
            models.CheckConstraint(
                condition=Q(vigente_hasta=None) | Q(vigente_hasta__gte=F("vigente_desde")), name="disposicion_vigencia",
                violation_error_message="La vigencia termina antes de empezar.",
            ),
            models.CheckConstraint(
                condition=Q(subserie_clave="", subserie="") | (~Q(subserie_clave="") & ~Q(subserie="")),
                name="disposicion_subserie_entera",
                violation_error_message="La subserie lleva clave y nombre, o ninguno de los dos.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clave} {self.subserie or self.serie}"

    @property
    def clave(self) -> str:
        """El código de clasificación: fondo, sección, serie y, si la hay, subserie («OM/SGD/12C.3»)."""
        return "/".join(filter(None, (self.fondo_clave, self.seccion_clave, self.serie_clave, self.subserie_clave)))
