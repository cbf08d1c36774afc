"""Lo que el ente entrega en papel y recepción captura a su nombre, y los periodos en que el sistema no estuvo."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from archivos.models import Archivo
from cuentas.interfaz.formatos import fecha_hora
from dictamenes.models.solicitud import Solicitud


class Contingencia(models.Model):
    """Un periodo en que el sistema no estuvo disponible; lo que llegó entonces se recibió en papel."""

    desde = models.DateTimeField("desde")
    hasta = models.DateTimeField("hasta")
    motivo = models.CharField("qué pasó", max_length=200)
    registrada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    registrada_en = models.DateTimeField()
    PRIVACIDAD = {"ninguna": ("motivo",)}

    class Meta:
        verbose_name = "contingencia"
        ordering = ["-desde", "-pk"]
        constraints = [models.CheckConstraint(name="contingencia_al_derecho", condition=Q(hasta__gt=F("desde")))]

    def __str__(self) -> str:
        return f"Del {fecha_hora(self.desde)} al {fecha_hora(self.hasta)}: {self.motivo}"


class EscritoEnPapel(models.Model):
    """Un escrito que llegó en papel: su escaneo, cuándo se recibió, quién lo capturó y cuándo. No se edita."""

    class Que(models.TextChoices):
        SOLICITUD = "solicitud", "Solicitud"
        RESPUESTA = "respuesta", "Respuesta a las observaciones"
        DESISTIMIENTO = "desistimiento", "Desistimiento"

    solicitud = models.ForeignKey(Solicitud, models.PROTECT, related_name="escritos")
    que = models.CharField("qué es", max_length=15, choices=Que)
    archivo = models.ForeignKey(Archivo, models.PROTECT, related_name="+")
    nombre = models.CharField("nombre del archivo", max_length=130)
    recibido_en = models.DateTimeField("recibido")
    capturado_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capturado_en = models.DateTimeField()
    contingencia = models.ForeignKey(Contingencia, models.PROTECT, null=True, related_name="escritos")
    PRIVACIDAD = {"texto": ("nombre",)}

    class Meta:
        verbose_name = "escrito en papel"
        verbose_name_plural = "escritos en papel"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["solicitud", "archivo"], name="escrito_sin_repetir"),
            models.CheckConstraint(
                name="escrito_recibido_antes_de_capturado", condition=Q(recibido_en__lte=F("capturado_en"))
            ),
        ]
        indexes = [models.Index(fields=["capturado_por", "capturado_en"], name="escrito_de_persona_y_dia")]

    def __str__(self) -> str:
        return f"{self.get_que_display()} en papel: {self.nombre}"

    @property
    def procedencia(self) -> str:
        """Cuándo se recibió, cuándo se capturó y por quién; y si llegó durante una interrupción del sistema."""
        en_caida = " Llegó durante una interrupción del sistema." if self.contingencia_id else ""
        recibido, capturado = fecha_hora(self.recibido_en), fecha_hora(self.capturado_en)
        quien = self.capturado_por.nombre
        return f"Se recibió en papel el {recibido} y se capturó el {capturado}, por {quien}.{en_caida}"
