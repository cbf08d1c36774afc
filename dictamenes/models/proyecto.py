"""Las versiones del proyecto de dictamen, las marcas con que quien autoriza lo devuelve y la firma que no se emite."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from archivos.models import Archivo
from dictamenes.congelado import DatosDictamen
from dictamenes.models.constancia import Campo
from dictamenes.models.dictamen import Dictamen


class ProyectoDeDictamen(models.Model):
    """Una versión del proyecto tal como se congeló: lo que se vio en firma, aunque después se devolviera."""

    dictamen = models.ForeignKey(Dictamen, models.PROTECT, related_name="proyectos")
    numero = models.PositiveSmallIntegerField("número de versión")
    datos: Campo[DatosDictamen] = models.JSONField("datos congelados")
    sha256 = models.CharField("huella del documento sellado", max_length=64, blank=True)
    propuesto_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    propuesto_en = models.DateTimeField()
    devuelto_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    devuelto_en = models.DateTimeField(null=True)
    motivo = models.TextField("motivo de la devolución", blank=True)
    PRIVACIDAD = {"identificacion": ("datos",), "texto": ("motivo",), "ninguna": ("sha256",)}

    class Meta:
        verbose_name = "versión del proyecto"
        verbose_name_plural = "versiones del proyecto"
        ordering = ["numero"]
        constraints = [models.UniqueConstraint(fields=["dictamen", "numero"], name="proyecto_version_unica")]

    def __str__(self) -> str:
        return f"{self.dictamen}, versión {self.numero}"


class MarcaQuerySet(models.QuerySet["Marca"]):
    def por_atender(self, dictamen: Dictamen | None) -> MarcaQuerySet:
        """Las del dictamen que nadie ha contestado."""
        return self.filter(proyecto__dictamen=dictamen, atendida_en=None)


class Marca(models.Model):
    """Lo que quien autoriza pide corregir en una parte del proyecto, y qué se hizo con eso. El ente no la ve."""

    proyecto = models.ForeignKey(ProyectoDeDictamen, models.PROTECT, related_name="marcas")
    sobre = models.CharField("sobre qué", max_length=40)
    texto = models.TextField("qué corregir")
    respuesta = models.TextField("cómo se atendió", blank=True)
    atendida_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    atendida_en = models.DateTimeField(null=True)
    PRIVACIDAD = {"texto": ("texto", "respuesta"), "ninguna": ("sobre",)}

    objects = MarcaQuerySet.as_manager()

    class Meta:
        verbose_name = "marca"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="marca_atendida_con_autor",
                condition=models.Q(atendida_en=None, respuesta="") | (
                    models.Q(atendida_por__isnull=False, atendida_en__isnull=False) & ~models.Q(respuesta="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.texto[:60]

    @property
    def concepto(self) -> int:
        """El número del concepto que señala; cero si es de otra parte del proyecto."""
        parte, _, numero = self.sobre.partition("-")
        return int(numero) if parte == "concepto" else 0


class FirmaSinEmitir(models.Model):
    """Se abre cuando emitir agota sus intentos. Coordinación pide anular la firma y quien autoriza la anula; la de un
    certificado revocado se anula sola."""

    dictamen = models.ForeignKey(Dictamen, models.PROTECT, related_name="sin_emitir")
    firmado = models.ForeignKey(Archivo, models.PROTECT, related_name="+")
    firmado_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    firmado_en = models.DateTimeField()
    causa = models.CharField("por qué no se emite", max_length=80, blank=True)
    detenida_en = models.DateTimeField()
    pedida_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    pedida_en = models.DateTimeField(null=True)
    motivo = models.TextField("por qué se anula", blank=True)
    anulada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    anulada_en = models.DateTimeField(null=True)
    PRIVACIDAD = {"texto": ("motivo",), "ninguna": ("causa",)}

    class Meta:
        verbose_name = "firma sin emitir"
        verbose_name_plural = "firmas sin emitir"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["dictamen", "firmado"], name="firma_sin_emitir_unica"),
            models.CheckConstraint(
                name="firma_anulada_entre_dos",
                condition=Q(anulada_en=None, anulada_por=None) | (
                    Q(anulada_en__isnull=False, pedida_en__isnull=False) & ~Q(anulada_por=F("pedida_por"))
                    & ~Q(motivo="")
                ) | Q(anulada_en__isnull=False, anulada_por=None, causa="CertificadoRevocado") & ~Q(motivo=""),
            ),
        ]

    def __str__(self) -> str:
        return f"firma de {self.dictamen} que no se emitió"


def sin_emitir(dictamen: Dictamen) -> FirmaSinEmitir | None:
    """La de su firma de hoy, si no se ha podido emitir; None si no está firmado, se emitió o todavía se intenta."""
    if dictamen.emitido_en or not dictamen.firmado_id:
        return None
    return FirmaSinEmitir.objects.filter(dictamen=dictamen, firmado=dictamen.firmado_id, anulada_en=None).first()
