"""Los papeles que esperan una e.firma, los que se sellan después de su acto y hasta cuándo se sostiene su estampa."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from archivos.models import Archivo
from cuentas.models import Usuario
from dictamenes.models.constancia import Campo, consta
from dictamenes.models.revision import Prevencion
from dictamenes.models.solicitud import EDITABLES, Estado, Solicitud


class PorFirmarQuerySet(models.QuerySet["PapelPorFirmar"]):
    def que_esperan(self) -> PorFirmarQuerySet:
        """Los que todavía valen y nadie firma.

        De una prevención, la última que se preparó, mientras su solicitud siga en requisitos y no se haya prevenido; de
        lo que el ente va a entregar, la última, mientras nada de lo capturado cambie.
        """
        suyos = PapelPorFirmar.objects.filter(clase=OuterRef("clase"), solicitud=OuterRef("solicitud"))
        otra = Prevencion.objects.filter(solicitud=OuterRef("solicitud"), emitida_en__gte=OuterRef("preparado_en"))
        clases, ultima = PapelPorFirmar.Clase, ~Exists(suyos.filter(pk__gt=OuterRef("pk")))
        previene = Q(clase=clases.PREVENCION, solicitud__estado=Estado.EN_REQUISITOS) & ~Exists(otra)
        entrega = Q(clase=clases.ENTREGA, solicitud__estado__in=EDITABLES, version=F("solicitud__version"))
        return self.filter(Q(clase=clases.COPIA) | (previene | entrega) & ultima, firmado=None)

    def que_firma(self, persona: Usuario) -> PorFirmarQuerySet:
        """Los que esperan su firma y ya están sellados, del más antiguo al más nuevo."""
        listos = self.que_esperan().filter(firma=persona).exclude(sellado=None)
        return listos.select_related("solicitud__ente", "sellado", "firma").order_by("pk")

    def por_sellar(self, en: datetime) -> PorFirmarQuerySet:
        """Los que faltan y ningún trabajador tiene."""
        libres = Q(tomado_hasta=None) | Q(tomado_hasta__lte=en)
        return self.que_esperan().filter(libres, sellado=None, preparado_en__lte=en).order_by("pk")

    def tomar(self, pk: int, en: datetime, arriendo: timedelta) -> bool:
        """Si ahora lo tiene quien llama; el arriendo vence solo si muere."""
        return bool(self.filter(pk__in=self.por_sellar(en).filter(pk=pk)).update(tomado_hasta=en + arriendo))


class PapelPorFirmar(models.Model):
    """Un papel que se prepara para la e.firma de alguien. Firmado, hace lo que su clase dice; sin firma, nada pasó."""

    class Clase(models.TextChoices):
        COPIA = "copia.caratula", "Certificación"
        PREVENCION = "tramite.prevencion_por_firmar", "Prevención"
        ENTREGA = "tramite.entrega_por_firmar", "Entrega del ente"

    clase = models.CharField("qué papel es", max_length=30, choices=Clase)
    solicitud = models.ForeignKey(Solicitud, models.CASCADE, related_name="por_firmar")
    renglon = models.PositiveBigIntegerField("de qué renglón sale, si no es de éste", null=True)
    folio = models.CharField("folio", max_length=30, blank=True)
    version = models.PositiveIntegerField("versión de lo capturado que respalda", null=True)
    datos: Campo[dict[str, Any]] = models.JSONField("con qué se redacta y qué se hará al firmarlo", default=dict)
    firma = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="quién lo firma")
    preparado_en = models.DateTimeField()
    tomado_hasta = models.DateTimeField(null=True)
    sellado = models.ForeignKey(Archivo, models.PROTECT, null=True, related_name="+")
    firmado = models.ForeignKey(Archivo, models.PROTECT, null=True, related_name="+")
    firmado_en = models.DateTimeField(null=True)
    PRIVACIDAD = {"identificacion": ("datos",), "ninguna": ("clase", "folio")}

    objects = PorFirmarQuerySet.as_manager()

    class Meta:
        verbose_name = "papel por firmar"
        verbose_name_plural = "papeles por firmar"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["clase", "renglon"], name="papel_por_firmar_unico"),
            models.CheckConstraint(
                name="papel_firmado_con_su_hora",
                condition=Q(firmado=None, firmado_en=None)
                | Q(firmado__isnull=False, firmado_en__isnull=False, sellado__isnull=False)
                & ~Q(firmado=F("sellado")),
            ),
        ]
        indexes = [
            models.Index(fields=["firma", "id"], name="papel_espera_firma", condition=Q(firmado=None)),
        ]

    def __str__(self) -> str:
        return f"{self.get_clase_display()} {self.folio}".strip()

    @property
    def nombre(self) -> str:
        """Cómo se dice en una lista: su folio o, lo que el ente entrega, qué es."""
        return self.folio or self.get_clase_display()

    @property
    def de_que(self) -> int:
        """El renglón con que se redacta."""
        return self.renglon or self.pk

    @property
    def documento_sellado(self) -> Archivo:
        """Lo que se firma, cuando ya se selló."""
        return consta(self.sellado)


class PapelQuerySet(models.QuerySet["PapelSellado"]):
    def pedir(
        self, clase: str, renglon: models.Model, en: datetime, solicitud: Solicitud | None = None,
        firma: PapelPorFirmar | None = None,
    ) -> None:
        """Lo pide el acto, en su transacción: no espera ni al firmante ni a la estampadora.

        Sin `solicitud`, lo que no es de un expediente: una relación de muchos, la cédula de un año. Con `firma`, ya se
        selló y se firmó: sólo falta cerrarlo.
        """
        self.create(clase=clase, renglon=renglon.pk, solicitud=solicitud, pedido_en=en, firma=firma)

    def por_sellar(self, en: datetime) -> PapelQuerySet:
        """Los que faltan y nadie tiene, del más antiguo al más nuevo."""
        libres = Q(tomado_hasta=None) | Q(tomado_hasta__lte=en)
        return self.filter(libres, archivo=None, pedido_en__lte=en).order_by("pk")

    def tomar(self, pk: int, en: datetime, arriendo: timedelta) -> bool:
        """Si ahora lo tiene quien llama; el arriendo vence solo si muere."""
        return bool(self.por_sellar(en).filter(pk=pk).update(tomado_hasta=en + arriendo))


class PapelSellado(models.Model):
    """Un papel oficial: se sella y estampa una vez, se guarda y ya no se vuelve a redactar."""

    class Clase(models.TextChoices):
        ACUSE = "tramite.acuse", "Acuse"
        OFICIO = "tramite.oficio", "Oficio de solicitud"
        PREVENCION = "tramite.prevencion", "Oficio de prevención"
        INVENTARIO = "archivo.inventario", "Relación de transferencia"
        CEDULA = "indicador.cedula", "Cédula del indicador"
        CERTIFICACION = "copia.caratula", "Certificación"

    clase = models.CharField("qué papel es", max_length=30, choices=Clase)
    renglon = models.PositiveBigIntegerField("de qué renglón sale")
    solicitud = models.ForeignKey(Solicitud, models.PROTECT, null=True, related_name="papeles")
    pedido_en = models.DateTimeField()
    firma = models.OneToOneField(
        PapelPorFirmar, models.PROTECT, null=True, related_name="cierre", verbose_name="lo que ya firmó una persona"
    )
    tomado_hasta = models.DateTimeField(null=True)
    archivo = models.ForeignKey(Archivo, models.PROTECT, null=True, related_name="+")
    sellado_en = models.DateTimeField(null=True)
    PRIVACIDAD = {"ninguna": ("clase",)}

    objects = PapelQuerySet.as_manager()

    class Meta:
        verbose_name = "papel sellado"
        verbose_name_plural = "papeles sellados"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["clase", "renglon"], name="papel_sellado_unico"),
            models.CheckConstraint(
                name="papel_sellado_con_su_hora",
                condition=Q(archivo=None, sellado_en=None) | Q(archivo__isnull=False, sellado_en__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="papel_por_sellar", condition=Q(archivo=None)),
        ]

    def __str__(self) -> str:
        return f"{self.get_clase_display()} {self.renglon}"


class EstampaQuerySet(models.QuerySet["Estampa"]):
    def por_renovar(self, en: datetime, hasta: datetime) -> EstampaQuerySet:
        """Las que dejan de valer antes de `hasta` y nadie tiene; lo que vence antes, primero."""
        libres = Q(tomada_hasta=None) | Q(tomada_hasta__lte=en)
        return self.filter(libres, vigente=True, vence__lt=hasta).order_by("vence", "pk")

    def tomar(self, pk: int, en: datetime, arriendo: timedelta) -> bool:
        """Si ahora la tiene quien llama; el arriendo vence solo si muere."""
        libres = Q(tomada_hasta=None) | Q(tomada_hasta__lte=en)
        return bool(self.filter(libres, pk=pk, vigente=True).update(tomada_hasta=en + arriendo))


class Estampa(models.Model):
    """Una versión de un documento cerrado: la 0 es la que se cerró; las demás sólo le agregan una estampa que la cubre.

    Todas se conservan; se entrega la vigente. `vence`: hasta cuándo vale por sí sola; None si no lleva estampa.
    """

    class Que(models.TextChoices):
        DE_LAS_PARTES = "de_las_partes", "Ejemplar de las partes"
        PUBLICO = "publico", "Ejemplar público"
        PAPEL = "papel", "Papel sellado"
        CARATULA = "caratula", "Carátula de una copia certificada"

    que = models.CharField("qué documento es", max_length=15, choices=Que)
    solicitud = models.ForeignKey(Solicitud, models.PROTECT, null=True, related_name="estampas")
    origen = models.ForeignKey(Archivo, models.PROTECT, related_name="+", verbose_name="como se cerró")
    archivo = models.OneToOneField(Archivo, models.PROTECT, related_name="+")
    numero = models.PositiveSmallIntegerField("cuántas veces se renovó", default=0)
    vence = models.DateTimeField(null=True)
    vigente = models.BooleanField(default=True)
    tomada_hasta = models.DateTimeField(null=True)
    hecha_en = models.DateTimeField()
    PRIVACIDAD = {"ninguna": ("que",)}

    objects = EstampaQuerySet.as_manager()

    class Meta:
        verbose_name = "estampa de archivo"
        verbose_name_plural = "estampas de archivo"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["origen", "numero"], name="estampa_en_su_turno"),
            models.UniqueConstraint(fields=["origen"], condition=Q(vigente=True), name="una_estampa_vigente"),
        ]
        indexes = [
            models.Index(fields=["vence"], name="estampa_por_renovar", condition=Q(vigente=True, vence__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.get_que_display()} {self.origen}, renovación {self.numero}"
