"""Las versiones del proyecto, las marcas con que se devuelve, el escaneo de lo firmado y la firma que no se emite."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from archivos.models import Archivo, EstadoDeArchivo
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


class Veredicto(models.TextChoices):
    """Lo que dice el cotejo; nunca que la firma sea de quien dice."""

    COTEJADO = "cotejado", "Cotejado, trazo detectado"
    DUDOSO = "dudoso", "Deja dudas"
    RECHAZADO = "rechazado", "Rechazado"


class EntregaQuerySet(models.QuerySet["EntregaDeEscaneos"]):
    def por_cotejar(self, en: datetime) -> EntregaQuerySet:
        """Las que faltan y nadie tiene, de la más antigua a la más nueva; las que tiene el antivirus, no."""
        libres = Q(tomada_hasta=None) | Q(tomada_hasta__lte=en)
        return self.filter(libres, terminada_en=None).exclude(archivo__estado=EstadoDeArchivo.PENDIENTE).order_by("pk")

    def tomar(self, pk: int, en: datetime, arriendo: timedelta) -> bool:
        """Si ahora la tiene quien llama; el arriendo vence solo si muere."""
        return bool(self.por_cotejar(en).filter(pk=pk).update(tomada_hasta=en + arriendo))


class EntregaDeEscaneos(models.Model):
    """Lo que quien firma entrega escaneado, de uno o de varios documentos: el trabajador lo reparte y lo coteja."""

    archivo = models.ForeignKey(Archivo, models.PROTECT, related_name="+")
    nombre = models.CharField("nombre del archivo", max_length=120)
    ubicacion = models.CharField("dónde quedan los originales en papel", max_length=200)
    para = models.ForeignKey(
        Dictamen, models.PROTECT, null=True, related_name="+", verbose_name="de cuál son las hojas que no lo dicen")
    recibida_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recibida_en = models.DateTimeField()
    tomada_hasta = models.DateTimeField(null=True)
    repartida_en = models.DateTimeField(null=True)
    terminada_en = models.DateTimeField(null=True)
    sobra = models.JSONField("lo que no es de ninguno", default=list)
    PRIVACIDAD = {"texto": ("nombre", "ubicacion"), "ninguna": ("sobra",)}

    objects = EntregaQuerySet.as_manager()

    class Meta:
        verbose_name = "entrega de escaneos"
        verbose_name_plural = "entregas de escaneos"
        ordering = ["pk"]
        indexes = [models.Index(fields=["id"], name="entrega_por_cotejar", condition=Q(terminada_en=None))]

    def __str__(self) -> str:
        return self.nombre


class EscaneoFirmado(models.Model):
    """Las hojas de un documento en una entrega. Sin veredicto, todavía no se coteja."""

    entrega = models.ForeignKey(EntregaDeEscaneos, models.PROTECT, null=True, related_name="escaneos")
    dictamen = models.ForeignKey(Dictamen, models.PROTECT, related_name="escaneos")
    sellado = models.ForeignKey(Archivo, models.PROTECT, related_name="+", verbose_name="el original que se imprimió")
    archivo = models.ForeignKey(Archivo, models.PROTECT, related_name="+", verbose_name="lo que se recibió")
    nombre = models.CharField("nombre del archivo", max_length=120)
    ubicacion = models.CharField("dónde queda el original en papel", max_length=200, blank=True)
    recibido_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recibido_en = models.DateTimeField()
    veredicto = models.CharField(max_length=10, choices=Veredicto, blank=True)
    cotejo: Campo[dict[str, Any] | None] = models.JSONField("qué se halló, hoja por hoja", null=True)
    en_duda_en = models.DateTimeField("cuándo se dejó para otra persona", null=True)
    resuelto_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    resuelto_en = models.DateTimeField(null=True)
    confirmado = models.BooleanField("si se confirmó", null=True)
    motivo = models.TextField("por qué se confirma o se rechaza", blank=True)
    PRIVACIDAD = {"texto": ("nombre", "ubicacion", "motivo"), "ninguna": ("cotejo",)}

    class Meta:
        verbose_name = "escaneo firmado"
        verbose_name_plural = "escaneos firmados"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="escaneo_resuelto_por_otra_persona",
                condition=Q(confirmado=None, resuelto_en=None, resuelto_por=None, motivo="") | (
                    Q(confirmado__isnull=False, resuelto_en__isnull=False, resuelto_por__isnull=False,
                      en_duda_en__isnull=False) & ~Q(motivo="") & ~Q(resuelto_por=F("recibido_por"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"escaneo de {self.dictamen}"

    @property
    def vale(self) -> bool:
        """Si con él se puede firmar: se cotejó sin duda, o la duda la resolvió otra persona."""
        return self.veredicto == Veredicto.COTEJADO or (self.veredicto == Veredicto.DUDOSO and bool(self.confirmado))

    @property
    def espera_a_otra_persona(self) -> bool:
        return self.en_duda_en is not None and self.resuelto_en is None


def ultimo_escaneo(dictamen: Dictamen) -> EscaneoFirmado | None:
    """El último del documento que hoy está por firmarse; None si no se ha recibido ninguno."""
    if dictamen.sellado_id is None:
        return None
    return EscaneoFirmado.objects.filter(dictamen=dictamen, sellado=dictamen.sellado_id).last()


def escaneo_de(dictamen: Dictamen, archivo: Archivo) -> EscaneoFirmado | None:
    """El de ese archivo con el original de hoy."""
    return EscaneoFirmado.objects.filter(dictamen=dictamen, sellado=dictamen.sellado_id, archivo=archivo).last()
