"""Lo que se notifica al ente, y cuándo y por qué surtió efectos."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from archivos.models import Archivo
from cuentas.interfaz.formatos import fecha_con_dia, fecha_hora
from dictamenes.models.solicitud import Solicitud


class Notificacion(models.Model):
    """Un renglón por lo que se notificó. `surtiria_en` es cuándo surte efectos si nadie lee antes; no cambia.

    Surtió efectos una vez, por una sola causa: es la constancia que lee el expediente y desde donde cuenta su plazo.
    """

    class Como(models.TextChoices):
        LECTURA = "lectura", "su lectura"
        PLAZO = "plazo", "terminar el plazo para leerla sin que nadie la leyera"
        DISPONIBLE = "disponible", "quedar a disposición del ente"
        OFICIO = "oficio", "el oficio con el sello del ente"
        ATENDIDA = "atendida", "la respuesta del ente"
        ANTERIOR = "anterior", "la regla anterior: al quedar a disposición del ente"

    solicitud = models.ForeignKey(Solicitud, models.PROTECT, related_name="notificaciones")
    tema = models.CharField("qué se notifica", max_length=30)
    disponible_en = models.DateTimeField("a disposición desde")
    dias = models.PositiveSmallIntegerField("días hábiles para leerla")
    surtiria_en = models.DateTimeField("surte efectos a más tardar")
    surtio_en = models.DateTimeField("surtió efectos", null=True)
    como = models.CharField("por qué", max_length=10, choices=Como, blank=True)
    por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    oficio = models.ForeignKey(Archivo, models.PROTECT, null=True, related_name="+")
    PRIVACIDAD = {"ninguna": ("tema",)}

    class Meta:
        verbose_name = "notificación"
        verbose_name_plural = "notificaciones"
        ordering = ["disponible_en", "pk"]
        indexes = [models.Index(fields=["surtiria_en"], name="notificacion_pendiente", condition=Q(surtio_en=None))]
        constraints = [
            models.CheckConstraint(
                name="notificacion_con_causa",
                condition=Q(surtio_en=None, como="") | (Q(surtio_en__isnull=False) & ~Q(como="")),
            ),
            models.CheckConstraint(
                name="notificacion_por_oficio", condition=~Q(como="oficio") | Q(oficio__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.tema} de {self.solicitud_id}"

    @property
    def constancia(self) -> str:
        """Cuándo surtió efectos y por qué, o cuándo los surtirá si nadie la lee: lo mismo en toda pantalla y papel."""
        if self.surtio_en:
            quien = f" ({self.por.nombre})" if self.por and self.como in POR_ALGUIEN else ""
            return f"Surtió efectos el {fecha_hora(self.surtio_en)} por {self.get_como_display()}{quien}."
        limite = fecha_con_dia(self.surtiria_en)
        return f"Surte efectos cuando la lea quien puede recibirla o, si nadie la lee, el {limite}."


POR_ALGUIEN = (Notificacion.Como.LECTURA, Notificacion.Como.ATENDIDA)
"""Las causas que dicen de quién; al oficio lo prueba su sello, no quien lo asienta."""
