"""Catálogos del trámite: partidas, alineación, reglas de área y contadores de folio."""

from __future__ import annotations

from datetime import date

from django.db import models

from cuentas.models import Area
from cuentas.vigencia import vigente_en


class Tipo(models.TextChoices):
    """Qué clase de solicitud es; decide formulario, anexos y áreas."""

    BIENES = "bienes", "Bienes de cómputo y periféricos"
    LICENCIAS = "licencias", "Licenciamiento"
    DESARROLLO = "desarrollo", "Desarrollo de software"
    ARRENDAMIENTO = "arrendamiento", "Arrendamiento"
    SERVICIOS = "servicios", "Servicios"
    TELECOM = "telecom", "Telecomunicaciones"
    CENTRO_DATOS = "centro_datos", "Centro de datos o nube"
    SEGURIDAD = "seguridad", "Seguridad informática"
    RENOVACION = "renovacion", "Renovación"
    BAJA = "baja", "Baja"


class Modalidad(models.TextChoices):
    """Lo que se hará con el dictamen."""

    ADQUISICION = "adquisicion", "Adquisición"
    ARRENDAMIENTO = "arrendamiento", "Arrendamiento"
    CONTRATACION = "contratacion", "Contratación"
    RENOVACION = "renovacion", "Renovación"
    BAJA = "baja", "Baja"


class Categoria(models.TextChoices):
    """De qué es un concepto; con el tipo decide qué áreas lo revisan."""

    COMPUTO = "computo", "Cómputo y periféricos"
    REDES = "redes", "Redes y telecomunicaciones"
    SOFTWARE = "software", "Software y licencias"
    DESARROLLO = "desarrollo", "Desarrollo y sitios"
    DATOS = "datos", "Datos y analítica"
    SEGURIDAD = "seguridad", "Seguridad informática"
    CENTRO_DATOS = "centro_datos", "Centro de datos o nube"
    SERVICIOS = "servicios", "Servicios profesionales"


class PartidaQuerySet(models.QuerySet["Partida"]):
    def vigentes(self, fecha: date) -> PartidaQuerySet:
        return self.filter(vigente_en(fecha))


class Partida(models.Model):
    """Partida presupuestal: dice con qué se compra, no qué."""

    clave = models.CharField("clave", max_length=5)
    nombre = models.CharField("nombre", max_length=150)
    capitulo = models.CharField("capítulo", max_length=4)
    vigente_desde = models.DateField("vigente desde")
    vigente_hasta = models.DateField("vigente hasta", null=True, blank=True)
    PRIVACIDAD = {"ninguna": ("clave", "nombre", "capitulo")}

    objects = PartidaQuerySet.as_manager()

    class Meta:
        verbose_name = "partida presupuestal"
        verbose_name_plural = "partidas presupuestales"
        ordering = ["clave"]
        constraints = [models.UniqueConstraint(fields=["clave", "vigente_desde"], name="partida_unica")]

    def __str__(self) -> str:
        return f"{self.clave} {self.nombre}"


class Alineacion(models.Model):
    """Objetivo o estrategia del Programa Especial de Gobierno Digital."""

    clave = models.CharField(max_length=10, unique=True)
    nivel = models.CharField(max_length=20)
    titulo = models.CharField(max_length=200)
    PRIVACIDAD = {"ninguna": ("clave", "nivel", "titulo")}

    class Meta:
        verbose_name = "alineación"
        verbose_name_plural = "alineaciones"
        ordering = ["clave"]

    def __str__(self) -> str:
        return f"{self.clave} {self.titulo}"


class ReglaDeArea(models.Model):
    """Qué área dictaminadora revisa una categoría en un tipo de solicitud (tipo vacío = cualquiera)."""

    tipo = models.CharField(max_length=20, choices=Tipo, blank=True)
    categoria = models.CharField("categoría", max_length=20, choices=Categoria)
    area = models.ForeignKey(Area, models.PROTECT)

    class Meta:
        verbose_name = "regla de área"
        verbose_name_plural = "reglas de área"
        constraints = [models.UniqueConstraint(fields=["tipo", "categoria", "area"], name="regla_de_area_unica")]

    def __str__(self) -> str:
        return f"{self.tipo or 'cualquiera'} · {self.categoria} → {self.area}"


class Folio(models.Model):
    """Contador de folios por serie y año de Hermosillo."""

    serie = models.CharField(max_length=20)
    anio = models.PositiveSmallIntegerField("año")
    ultimo = models.PositiveIntegerField("último número", default=0)
    PRIVACIDAD = {"ninguna": ("serie",)}

    class Meta:
        verbose_name = "folio"
        constraints = [models.UniqueConstraint(fields=["serie", "anio"], name="folio_serie_anio")]

    def __str__(self) -> str:
        return f"{self.serie}-{self.anio}: {self.ultimo}"
