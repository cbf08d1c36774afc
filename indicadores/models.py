"""Lo que los indicadores saben aparte de la bitácora: cifras publicadas y registros de antes del sistema."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from archivos.models import Archivo
from cuentas.models import Ente
from dictamenes.models.catalogos import Tipo


class CifraPublicada(models.Model):
    """Cuántas solicitudes dijo una publicación oficial que se atendieron en un año. No trae desglose."""

    anio = models.PositiveSmallIntegerField("año", unique=True)
    valor = models.PositiveIntegerField("atendidas")
    unidad = models.CharField("unidad de medida", max_length=60, default="solicitudes atendidas")
    fuente = models.CharField("fuente", max_length=300)

    class Meta:
        verbose_name = "cifra publicada"
        verbose_name_plural = "cifras publicadas"
        ordering = ["anio"]
        constraints = [models.CheckConstraint(condition=~Q(fuente=""), name="cifra_con_fuente")]

    def __str__(self) -> str:
        return f"{self.anio}: {self.valor} {self.unidad}"


class LoteHistorico(models.Model):
    """Un archivo de asuntos anteriores al sistema, importado entero y una sola vez; su huella está en la bitácora."""

    nombre = models.CharField("nombre del archivo", max_length=120)
    archivo = models.OneToOneField(Archivo, models.PROTECT, related_name="+", verbose_name="archivo original")
    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    procedencia = models.CharField("procedencia", max_length=300)
    demostracion = models.BooleanField("son datos de demostración", default=False)
    renglones = models.PositiveIntegerField("renglones")
    importado_en = models.DateTimeField("importado")
    importado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="quién"
    )

    class Meta:
        verbose_name = "lote histórico"
        verbose_name_plural = "lotes históricos"
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(procedencia=""), name="lote_con_procedencia")]

    def __str__(self) -> str:
        return f"{self.nombre} ({self.renglones} renglones)"


class RegistroHistorico(models.Model):
    """Un asunto de antes del sistema, tal como lo dice su lote. Las fechas son días de Hermosillo."""

    class Conclusion(models.TextChoices):
        EMITIDA = "emitida", "Con dictamen emitido"
        IMPROCEDENTE = "improcedente", "Improcedente"
        DESECHADA = "desechada", "Desechada"
        DESISTIDA = "desistida", "Desistida"

    lote = models.ForeignKey(LoteHistorico, models.PROTECT, related_name="registros")
    folio = models.CharField("folio", max_length=60, unique=True)
    ente = models.ForeignKey(Ente, models.PROTECT, null=True, blank=True, related_name="+")
    ente_texto = models.CharField("ente, como lo dice el archivo", max_length=200)
    tipo = models.CharField("tipo", max_length=20, choices=Tipo, blank=True)
    fecha_recibida = models.DateField("recibida")
    fecha_atendida = models.DateField("atendida", null=True, blank=True)
    conclusion = models.CharField("conclusión", max_length=15, choices=Conclusion, blank=True)
    importe = models.DecimalField("importe en pesos", max_digits=16, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = "registro histórico"
        verbose_name_plural = "registros históricos"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fecha_atendida=None) | Q(fecha_atendida__gte=F("fecha_recibida")),
                name="historico_no_se_atiende_antes",
            ),
            models.CheckConstraint(
                condition=Q(fecha_atendida=None, conclusion="")
                | Q(fecha_atendida__isnull=False, conclusion__in=["emitida", "improcedente", "desechada", "desistida"]),
                name="historico_concluido_con_fecha",
            ),
            models.CheckConstraint(condition=Q(importe=None) | Q(importe__gte=0), name="historico_importe_no_negativo"),
        ]

    def __str__(self) -> str:
        return self.folio
