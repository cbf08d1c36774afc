"""Lo que pasó del archivo de trámite al de concentración: cada relación, congelada, y los expedientes que lleva."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef

from cuentas.models import Usuario
from dictamenes.congelado import DatosInventario
from dictamenes.models.constancia import Campo
from dictamenes.models.solicitud import Solicitud


class TransferenciaQuerySet(models.QuerySet["TransferenciaPrimaria"]):
    def visibles_para(self, usuario: Usuario) -> TransferenciaQuerySet:
        """Las que la persona puede leer enteras: una relación con un expediente que no alcanza no se le muestra."""
        suyas = Solicitud.objects.visibles_para(usuario, "archivo.leer")
        de_ella = ExpedienteTransferido.objects.filter(transferencia=OuterRef("pk"))
        return self.exclude(Exists(de_ella.exclude(solicitud__in=suyas)))


class TransferenciaPrimaria(models.Model):
    """Una relación de expedientes de una serie cuyo plazo en trámite venció, declarada transferida. No se edita."""

    folio = models.CharField("folio", max_length=30, unique=True)
    serie = models.CharField("serie", max_length=90)
    corte = models.DateField("corte")
    recibe = models.CharField("quién recibe", max_length=150)
    datos: Campo[DatosInventario] = models.JSONField("lo que dice la relación")
    declarada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    declarada_en = models.DateTimeField()
    PRIVACIDAD = {"identificacion": ("recibe", "datos"), "ninguna": ("folio", "serie")}

    objects = TransferenciaQuerySet.as_manager()

    class Meta:
        verbose_name = "transferencia primaria"
        verbose_name_plural = "transferencias primarias"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.folio


class ExpedienteTransferido(models.Model):
    """Un expediente de una relación; se transfiere una sola vez."""

    solicitud = models.OneToOneField(Solicitud, models.PROTECT, related_name="transferido")
    transferencia = models.ForeignKey(TransferenciaPrimaria, models.PROTECT, related_name="expedientes")

    class Meta:
        verbose_name = "expediente transferido"
        verbose_name_plural = "expedientes transferidos"

    def __str__(self) -> str:
        return f"{self.solicitud_id} en {self.transferencia}"
