"""Los entes, sus áreas requirentes y las áreas dictaminadoras."""

from __future__ import annotations

from datetime import date

from django.db import models

from cuentas.vigencia import vigente_en


class Ente(models.Model):
    """Dependencia, entidad, órgano desconcentrado o adherente que solicita dictámenes."""

    class Naturaleza(models.TextChoices):
        DEPENDENCIA = "dependencia", "Dependencia"
        ENTIDAD = "entidad", "Entidad"
        DESCONCENTRADO = "órgano desconcentrado", "Órgano desconcentrado"
        ADHERENTE = "adherente por convenio", "Adherente por convenio"

    siglas = models.CharField("siglas", max_length=20, unique=True)
    nombre = models.CharField("nombre", max_length=200)
    naturaleza = models.CharField("naturaleza", max_length=30, choices=Naturaleza)
    fuente = models.CharField("fuente", max_length=100, blank=True)
    titular = models.CharField("titular", max_length=150, blank=True)
    titular_cargo = models.CharField("cargo del titular", max_length=150, blank=True)
    presenta_quien_elabora = models.BooleanField("quien elabora también presenta", default=False)
    es_propio = models.BooleanField("es de la propia Oficialía Mayor", default=False)
    PRIVACIDAD = {"identificacion": ("titular", "titular_cargo"), "ninguna": ("siglas", "nombre", "fuente")}

    class Meta:
        verbose_name = "ente"
        ordering = ["nombre"]
        permissions = [
            ("elaborar_solicitudes", "Elaborar solicitudes del ente"),
            ("presentar_solicitudes", "Presentar solicitudes del ente"),
            ("recibir_notificaciones", "Recibir notificaciones por el ente"),
        ]

    def __str__(self) -> str:
        return self.nombre


class AreaRequirente(models.Model):
    """La unidad del ente que necesita lo que se compra."""

    ente = models.ForeignKey(Ente, models.PROTECT, related_name="areas_requirentes")
    nombre = models.CharField("nombre", max_length=200)
    PRIVACIDAD = {"ninguna": ("nombre",)}

    class Meta:
        verbose_name = "área requirente"
        verbose_name_plural = "áreas requirentes"
        ordering = ["nombre"]
        constraints = [models.UniqueConstraint(fields=["ente", "nombre"], name="area_requirente_unica")]

    def __str__(self) -> str:
        return self.nombre


class AreaQuerySet(models.QuerySet["Area"]):
    """Preguntas sobre áreas dictaminadoras."""

    def vigentes(self, fecha: date) -> AreaQuerySet:
        """Las que existen en esa fecha: cambian de nombre cada año."""
        return self.filter(vigente_en(fecha))


class Area(models.Model):
    """Área dictaminadora de la Subsecretaría."""

    clave = models.SlugField("clave", unique=True)
    nombre = models.CharField("nombre", max_length=150)
    vigente_desde = models.DateField("vigente desde")
    vigente_hasta = models.DateField("vigente hasta", null=True, blank=True)
    PRIVACIDAD = {"ninguna": ("clave", "nombre")}

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = "área dictaminadora"
        verbose_name_plural = "áreas dictaminadoras"
        ordering = ["nombre"]
        permissions = [("revisar_en_area", "Opinar en esta área")]

    def __str__(self) -> str:
        return self.nombre
