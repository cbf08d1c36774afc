"""Los papeles que nacen con un acto y se sellan después: cuáles, cuándo se pidieron y el archivo que quedó."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from archivos.models import Archivo
from dictamenes.models.solicitud import Solicitud


class PapelQuerySet(models.QuerySet["PapelSellado"]):
    def pedir(self, clase: str, renglon: models.Model, en: datetime, solicitud: Solicitud | None = None) -> None:
        """Lo pide el acto, en su transacción: no espera ni al firmante ni a la estampadora.

        Sin `solicitud`, lo que no es de un expediente: una relación de muchos, la cédula de un año.
        """
        self.create(clase=clase, renglon=renglon.pk, solicitud=solicitud, pedido_en=en)

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

    clase = models.CharField("qué papel es", max_length=30, choices=Clase)
    renglon = models.PositiveBigIntegerField("de qué renglón sale")
    solicitud = models.ForeignKey(Solicitud, models.PROTECT, null=True, related_name="papeles")
    pedido_en = models.DateTimeField()
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
