"""Los avisos y cómo los prefiere cada quien."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cuentas.models.personas import Usuario
from cuentas.temas import NOTIFICAN, Entrega

POR_SALIR = Q(enviado_en=None, intentar_en__isnull=False)
SIN_ACUSE = Q(tema__in=NOTIFICAN, leido_en=None)
POR_RESUMIR = Q(entrega=Entrega.RESUMEN, resumen=None, leido_en=None)


class Aviso(models.Model):
    """Un aviso a una persona: la notificación en el sistema y, aparte, el correo que la anuncia.

    `entrega` se decide al crearlo, según la preferencia de la persona; lo que espera el resumen diario se liga a él al
    salir. `identidad` es la de su Message-ID; `objeto`, de qué se trata, como en la bitácora («solicitud:12»).
    """

    persona = models.ForeignKey(Usuario, models.PROTECT, related_name="avisos")
    tema = models.CharField(max_length=30, default="aviso")
    objeto = models.CharField(max_length=80, blank=True, default="")
    clave = models.CharField("clave de una sola vez", max_length=120, unique=True)
    identidad = models.CharField(max_length=32, default="")
    asunto = models.CharField(max_length=200)
    texto = models.TextField()
    url = models.CharField(max_length=200)
    creado_en = models.DateTimeField()
    leido_en = models.DateTimeField(null=True)
    secciones = models.JSONField("renglones del resumen", default=list)
    entrega = models.CharField(max_length=10, default=Entrega.INMEDIATA)
    resumen = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="resumidos")
    enviado_en = models.DateTimeField(null=True)
    intentos = models.PositiveSmallIntegerField(default=0)
    intentar_en = models.DateTimeField(null=True)
    falla = models.CharField("por qué no ha salido", max_length=120, blank=True, default="")
    PRIVACIDAD = {
        "actividad": ("asunto", "texto", "secciones"),
        "ninguna": ("tema", "objeto", "clave", "identidad", "url", "entrega", "falla"),
    }

    class Meta:
        verbose_name = "aviso"
        indexes = [
            models.Index(fields=["intentar_en"], name="aviso_pendiente", condition=POR_SALIR),
            models.Index(fields=["persona"], name="aviso_por_resumir", condition=POR_RESUMIR),
            models.Index(fields=["persona", "-creado_en"], name="aviso_de_persona"),
            models.Index(fields=["objeto", "tema"], name="aviso_de_objeto", condition=~Q(objeto="")),
            models.Index(fields=["creado_en"], name="aviso_sin_acuse", condition=SIN_ACUSE),
            models.Index(fields=["identidad"], name="aviso_identidad"),
        ]

    def __str__(self) -> str:
        return self.asunto


class PreferenciaDeAviso(models.Model):
    """Cómo quiere una persona el correo de un tema; sin renglón, como dice `temas.TEMAS`."""

    persona = models.ForeignKey(Usuario, models.CASCADE, related_name="preferencias_de_aviso")
    tema = models.CharField(max_length=30)
    entrega = models.CharField(max_length=10)
    PRIVACIDAD = {"actividad": ("tema", "entrega")}

    class Meta:
        verbose_name = "preferencia de aviso"
        verbose_name_plural = "preferencias de aviso"
        constraints = [models.UniqueConstraint(fields=["persona", "tema"], name="preferencia_unica")]

    def __str__(self) -> str:
        return f"{self.tema}: {self.entrega}"
