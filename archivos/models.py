"""Los archivos, direccionados por su contenido."""

from __future__ import annotations

import hashlib

from django.core.files.base import File
from django.db import models
from django.db.models.functions import Now

from archivos.excepciones import ContenidoPerdido


class EstadoDeArchivo(models.TextChoices):
    """Si ya se puede leer."""

    PENDIENTE = "pendiente", "Se está revisando"
    DISPONIBLE = "disponible", "Disponible"
    RECHAZADO = "rechazado", "Rechazado"


class Archivo(models.Model):
    """Un contenido guardado una sola vez; la clave interna es su SHA-256. Sólo lo disponible se entrega o se dibuja."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    tamano = models.PositiveIntegerField("tamaño en bytes")
    tipo = models.CharField("tipo", max_length=100)
    contenido = models.FileField("contenido", max_length=200)
    creado_en = models.DateTimeField(auto_now_add=True)
    recibido_en = models.DateTimeField("última vez que llegó", auto_now_add=True)
    estado = models.CharField(max_length=10, choices=EstadoDeArchivo.choices, default=EstadoDeArchivo.DISPONIBLE)
    motivo = models.CharField("por qué se rechazó", max_length=200, default="", blank=True)
    intentar_en = models.DateTimeField("cuándo volver a revisarlo", null=True)
    PRIVACIDAD = {"texto": ("contenido",), "ninguna": ("sha256", "tipo", "motivo")}

    class Meta:
        verbose_name = "archivo"
        constraints = [
            models.CheckConstraint(
                name="archivo_rechazado_con_motivo",
                condition=models.Q(estado="rechazado") & ~models.Q(motivo="")
                | models.Q(estado__in=["pendiente", "disponible"], motivo=""),
            ),
        ]
        indexes = [
            models.Index(fields=["creado_en"], condition=models.Q(estado="pendiente"), name="archivo_por_revisar"),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def disponible(self) -> bool:
        return self.estado == EstadoDeArchivo.DISPONIBLE

    @property
    def rechazado(self) -> bool:
        return self.estado == EstadoDeArchivo.RECHAZADO

    def marcar_llegada(self) -> bool:
        """Anota que volvió a llegar. Falso si el renglón ya no está."""
        return bool(Archivo.objects.filter(pk=self.pk).update(recibido_en=Now()))

    def abrir(self) -> File[bytes]:
        """El contenido, ya cotejado con su huella y al principio. `ContenidoPerdido` o `AlmacenNoDisponible`."""
        try:
            archivo: File[bytes] = self.contenido.storage.open(str(self.contenido.name), "rb")
        except FileNotFoundError as error:
            raise ContenidoPerdido("El archivo no está en el almacén.") from error
        huella = hashlib.sha256()
        for trozo in archivo.chunks():
            huella.update(trozo)
        if huella.hexdigest() != self.sha256:
            archivo.close()
            raise ContenidoPerdido("El archivo guardado ya no coincide con su huella.")
        archivo.seek(0)
        return archivo

    def leer(self) -> bytes:
        """El contenido completo, cotejado con su huella. `ContenidoPerdido` o `AlmacenNoDisponible`."""
        with self.abrir() as archivo:
            contenido: bytes = archivo.read()
            return contenido
