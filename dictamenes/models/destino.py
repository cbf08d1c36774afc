"""Lo que terminó su plazo en concentración: cada disposición final, con sus números, y los expedientes que lleva."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from cuentas.models import Usuario
from dictamenes.congelado import ExpedienteRelacionado
from dictamenes.models.constancia import Campo
from dictamenes.models.solicitud import Solicitud


class DisposicionFinalQuerySet(models.QuerySet["DisposicionFinal"]):
    def visibles_para(self, usuario: Usuario) -> DisposicionFinalQuerySet:
        """Las que la persona puede leer enteras."""
        suyas = Solicitud.objects.visibles_para(usuario, "archivo.leer")
        de_ella = ExpedienteDispuesto.objects.filter(disposicion=OuterRef("pk"))
        return self.exclude(Exists(de_ella.exclude(solicitud__in=suyas)))


class DisposicionFinal(models.Model):
    """Una relación de expedientes cuyo destino se declaró, con los números que lo autorizan. No se edita."""

    folio = models.CharField("folio", max_length=30, unique=True)
    serie = models.CharField("serie", max_length=90)
    corte = models.DateField("corte")
    destino = models.CharField("destino final", max_length=80)
    catalogo = models.CharField("número del catálogo validado", max_length=100)
    dictamen = models.CharField("número del dictamen de destino final", max_length=100)
    dictamen_fecha = models.DateField("fecha del dictamen")
    acta = models.CharField("número del acta", max_length=100)
    acta_fecha = models.DateField("fecha del acta")
    expedientes: Campo[list[ExpedienteRelacionado]] = models.JSONField("los expedientes, como se archivaron")
    declarada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    declarada_en = models.DateTimeField()
    PRIVACIDAD = {
        "ninguna": ("folio", "serie", "destino", "catalogo", "dictamen", "acta"), "identificacion": ("expedientes",),
    }

    objects = DisposicionFinalQuerySet.as_manager()

    class Meta:
        verbose_name = "disposición final"
        verbose_name_plural = "disposiciones finales"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="disposicion_con_sus_numeros", condition=~(Q(catalogo="") | Q(dictamen="") | Q(acta="")),
            ),
            models.CheckConstraint(name="disposicion_en_orden", condition=Q(dictamen_fecha__lte=F("acta_fecha"))),
        ]

    def __str__(self) -> str:
        return self.folio


class ExpedienteDispuesto(models.Model):
    """Un expediente de una disposición; se dispone de él una sola vez."""

    solicitud = models.OneToOneField(Solicitud, models.PROTECT, related_name="dispuesto")
    disposicion = models.ForeignKey(DisposicionFinal, models.PROTECT, related_name="de_ella")

    class Meta:
        verbose_name = "expediente dispuesto"
        verbose_name_plural = "expedientes dispuestos"

    def __str__(self) -> str:
        return f"{self.solicitud_id} en {self.disposicion}"
