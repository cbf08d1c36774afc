"""Las publicaciones de datos abiertos: sólo se agregan; la base rechaza cambiarlas o borrarlas."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from archivos.models import Archivo


class PublicacionDeDatos(models.Model):
    """Una versión de los datos abiertos: cuándo, hasta qué día, sobre qué cabeza de la cadena y qué cambió."""

    numero = models.PositiveIntegerField("versión", unique=True)
    publicada_en = models.DateTimeField("publicada")
    corte = models.DateField("corte")
    bitacora_n = models.BigIntegerField("último evento")
    bitacora_eslabon = models.CharField("su eslabón", max_length=64)
    licencia = models.JSONField("licencia")
    aviso = models.CharField("por qué no son datos oficiales", max_length=120, blank=True)
    cambios = models.JSONField("qué cambió, por conjunto")
    PRIVACIDAD = {"ninguna": ("bitacora_eslabon", "licencia", "aviso", "cambios")}

    class Meta:
        verbose_name = "publicación de datos"
        verbose_name_plural = "publicaciones de datos"
        ordering = ["-numero"]

    def __str__(self) -> str:
        return f"Versión {self.numero}"


class ArchivoPublicado(models.Model):
    """Un archivo de una publicación; su huella es la de su contenido."""

    publicacion = models.ForeignKey(PublicacionDeDatos, models.PROTECT, related_name="archivos")
    nombre = models.CharField("nombre", max_length=60)
    archivo = models.ForeignKey(Archivo, models.PROTECT, related_name="+")
    filas = models.PositiveIntegerField("filas", null=True)
    PRIVACIDAD = {"ninguna": ("nombre",)}

    class Meta:
        verbose_name = "archivo publicado"
        verbose_name_plural = "archivos publicados"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["publicacion", "nombre"], name="archivo_publicado_unico")]

    def __str__(self) -> str:
        return self.nombre

    @property
    def conjunto(self) -> str:
        """El nombre sin su extensión: «dictamenes»."""
        return self.nombre.rpartition(".")[0]


class EnvioACkan(models.Model):
    """Cómo va el envío de una publicación al portal CKAN; sólo se envía la última."""

    publicacion = models.OneToOneField(PublicacionDeDatos, models.PROTECT, related_name="envio")
    intentos = models.PositiveIntegerField("intentos", default=0)
    intentar_en = models.DateTimeField("cuándo toca")
    enviado_en = models.DateTimeField("enviado", null=True)
    falla = models.CharField("última falla", max_length=200, blank=True)
    PRIVACIDAD = {"ninguna": ("falla",)}

    class Meta:
        verbose_name = "envío a CKAN"
        verbose_name_plural = "envíos a CKAN"
        constraints = [
            models.CheckConstraint(condition=Q(enviado_en=None) | Q(falla=""), name="envio_hecho_sin_falla"),
        ]

    def __str__(self) -> str:
        return f"{self.publicacion} a CKAN"
