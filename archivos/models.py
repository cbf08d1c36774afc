"""Los archivos, direccionados por su contenido."""

from django.db import models


class Archivo(models.Model):
    """Un contenido guardado una sola vez; la clave interna es su SHA-256."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    tamano = models.PositiveIntegerField("tamaño en bytes")
    tipo = models.CharField("tipo", max_length=100)
    contenido = models.FileField("contenido", max_length=200)
    creado_en = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "archivo"

    def __str__(self) -> str:
        return self.sha256[:12]

    def leer(self) -> bytes:
        """El contenido completo."""
        with self.contenido.open("rb") as archivo:
            return archivo.read()
