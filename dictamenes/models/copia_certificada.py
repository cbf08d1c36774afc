"""Las copias certificadas del expediente: qué se certificó, por quién, para quién y de qué huella."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from archivos.models import Archivo
from dictamenes.congelado import DatosCertificacion
from dictamenes.models.constancia import Campo
from dictamenes.models.dictamen import FormaDeFirma
from dictamenes.models.solicitud import Solicitud


class CopiaCertificada(models.Model):
    """Una copia del expediente como estaba al certificarse, con su carátula. No se edita: otra es otra copia."""

    class Alcance(models.TextChoices):
        ENTE = "ente", "Lo que conoce el ente"
        INTEGRA = "central", "Íntegra, con las opiniones y los mensajes internos"

    folio = models.CharField("folio", max_length=30, unique=True)
    clave = models.CharField("clave de verificación", max_length=40, unique=True)
    solicitud = models.ForeignKey(Solicitud, models.PROTECT, related_name="copias_certificadas")
    alcance = models.CharField("qué se certifica", max_length=10, choices=Alcance)
    para = models.CharField("para quién", max_length=200)
    paquete = models.ForeignKey(Archivo, models.PROTECT, related_name="+")
    caratula = models.ForeignKey(Archivo, models.PROTECT, null=True, related_name="+")
    datos: Campo[DatosCertificacion] = models.JSONField("lo que dice la carátula")
    forma_firma = models.CharField("forma de firma", max_length=10, choices=FormaDeFirma)
    certificada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    certificada_en = models.DateTimeField()
    PRIVACIDAD = {"identificacion": ("para", "datos"), "ninguna": ("folio", "clave")}

    class Meta:
        verbose_name = "copia certificada"
        verbose_name_plural = "copias certificadas"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.folio

    @property
    def espera_firma(self) -> bool:
        """Si está preparada y todavía no la firma quien la certifica: no está expedida."""
        return self.forma_firma == FormaDeFirma.PADES and self.caratula_id is None
