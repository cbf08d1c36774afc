"""El registro de antes del sistema: entes que ya no existen, cargas, lotes, asuntos y escaneos."""

from __future__ import annotations

from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from archivos.models import Archivo
from cuentas.acceso.acceso import Orden, ambito
from cuentas.models import Ente, Usuario
from cuentas.texto import palabras
from dictamenes.models.catalogos import Tipo

Importado = TypeVar("Importado", bound=models.Model)


class EnteAnterior(models.Model):
    """Un ente que ya no existe o cambió de nombre, y el que lo sucedió. El pasado conserva su nombre."""

    nombre = models.CharField("nombre que tenía", max_length=200)
    siglas = models.CharField("siglas que tenía", max_length=20, blank=True)
    llave = models.CharField(max_length=200, unique=True, editable=False)
    sucesor = models.ForeignKey(Ente, models.PROTECT, related_name="anteriores", verbose_name="ente que lo sucedió")
    fecha = models.DateField("desde cuándo lo sucede")
    fuente = models.CharField("fuente", max_length=300)
    registrado_en = models.DateTimeField("registrado")
    registrado_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="quién")
    PRIVACIDAD = {"ninguna": ("nombre", "siglas", "llave", "fuente")}

    class Meta:
        verbose_name = "ente anterior"
        verbose_name_plural = "entes anteriores"
        ordering = ["nombre"]
        constraints = [
            models.CheckConstraint(condition=~Q(fuente="") & ~Q(nombre=""), name="ente_anterior_con_fuente")
        ]

    def __str__(self) -> str:
        return self.nombre


class ImportadoQuerySet(models.QuerySet[Importado]):
    """Preguntas sobre lo que se importa: archivos y lotes enteros, que traen asuntos de todos los entes."""

    def visibles_para(self, usuario: Usuario, operacion: str = "pasado.leer") -> Self:
        """Todo o nada: nadie alcanza una parte de un archivo."""
        return self if ambito(usuario, operacion).todo else self.none()


class LoteHistorico(models.Model):
    """Una hoja de asuntos anteriores al sistema, importada entera y una sola vez; su huella está en la bitácora.

    `lectura` dice cómo se entendió: lo que se acordó, lo apartado con su fila y los totales que traía.
    """

    class Montos(models.TextChoices):
        IMPORTE = "importe", "Antes de IVA"
        TOTAL = "total", "Con IVA"
        NO_SE_DIJO = "no_se_dijo", "No se dijo si llevan IVA"

    nombre = models.CharField("nombre del archivo", max_length=120)
    archivo = models.ForeignKey(Archivo, models.PROTECT, related_name="+", verbose_name="archivo original")
    sha256 = models.CharField("SHA-256", max_length=64)
    hoja = models.CharField("hoja", max_length=40, blank=True, default="")
    lectura = models.JSONField("cómo se leyó", default=dict)
    procedencia = models.CharField("procedencia", max_length=300)
    montos = models.CharField("montos", max_length=10, choices=Montos, default=Montos.NO_SE_DIJO)
    demostracion = models.BooleanField("son datos de demostración", default=False)
    renglones = models.PositiveIntegerField("renglones")
    importado_en = models.DateTimeField("importado")
    importado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="quién"
    )
    PRIVACIDAD = {"ninguna": ("nombre", "sha256", "hoja", "lectura", "procedencia")}

    objects = ImportadoQuerySet["LoteHistorico"].as_manager()

    class Meta:
        verbose_name = "lote histórico"
        verbose_name_plural = "lotes históricos"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(procedencia=""), name="lote_con_procedencia"),
            models.UniqueConstraint(fields=["sha256", "hoja"], name="lote_una_sola_vez"),
        ]

    def __str__(self) -> str:
        return f"{self.nombre} ({self.renglones} renglones)"


class CargaHistorica(models.Model):
    """Un archivo subido que todavía no se importa: lo que se acordó sobre él. Termina en un lote, o descartada."""

    nombre = models.CharField("nombre del archivo", max_length=120)
    archivo = models.ForeignKey(Archivo, models.PROTECT, related_name="+", verbose_name="archivo original")
    procedencia = models.CharField("procedencia", max_length=300)
    demostracion = models.BooleanField("son datos de demostración", default=False)
    acuerdo = models.JSONField("lo acordado", default=dict)
    version = models.PositiveIntegerField("versión de lo acordado", default=1)
    subida_en = models.DateTimeField("subida")
    subida_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="quién")
    lote = models.OneToOneField(LoteHistorico, models.PROTECT, null=True, blank=True, related_name="carga")
    descartada_en = models.DateTimeField("descartada", null=True, blank=True)
    descartada_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    PRIVACIDAD = {"ninguna": ("nombre", "procedencia", "acuerdo")}

    objects = ImportadoQuerySet["CargaHistorica"].as_manager()

    class Meta:
        verbose_name = "carga histórica"
        verbose_name_plural = "cargas históricas"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(procedencia=""), name="carga_con_procedencia"),
            models.CheckConstraint(
                condition=Q(descartada_en=None, descartada_por=None)
                | Q(descartada_en__isnull=False, descartada_por__isnull=False, lote=None),
                name="carga_descartada_por_alguien",
            ),
        ]

    def __str__(self) -> str:
        return self.nombre


def _que_abarca(orden: Orden) -> Q:
    """Los asuntos de antes dentro de una orden: sus entes, el año y los días en que se recibieron."""
    limites = {
        "ente__in": orden.entes, "fecha_recibida__year": orden.ejercicio, "fecha_recibida__gte": orden.desde,
        "fecha_recibida__lte": orden.hasta,
    }
    return Q(pk__isnull=False, **{limite: valor for limite, valor in limites.items() if valor})


class RegistroQuerySet(models.QuerySet["RegistroHistorico"]):
    """Preguntas sobre los asuntos de antes."""

    def visibles_para(self, usuario: Usuario, operacion: str = "pasado.ver") -> RegistroQuerySet:
        """Todos, los de su ente o, a quien audita con órdenes, los que ellas abarcan."""
        alcanza = ambito(usuario, operacion)
        if alcanza.todo:
            return self
        suyos = Q(ente__in=alcanza.entes)
        for orden in alcanza.ordenes:
            suyos |= _que_abarca(orden)
        return self.filter(suyos)

    def que_digan(self, texto: str) -> RegistroQuerySet:
        """Los que contienen todas las palabras en su folio o su ente, sin importar acentos."""
        return self.filter(*(Q(busqueda__contains=palabra) for palabra in palabras(texto)))


class RegistroHistorico(models.Model):
    """Un asunto de antes del sistema, tal como lo dice su lote. Las fechas son días de Hermosillo."""

    class Conclusion(models.TextChoices):
        EMITIDA = "emitida", "Con dictamen emitido"
        IMPROCEDENTE = "improcedente", "Improcedente"
        DESECHADA = "desechada", "Desechada"
        DESISTIDA = "desistida", "Desistida"

    lote = models.ForeignKey(LoteHistorico, models.PROTECT, related_name="registros")
    folio = models.CharField("folio", max_length=60, unique=True)
    fila = models.PositiveIntegerField("fila del archivo", null=True, blank=True)
    ente = models.ForeignKey(Ente, models.PROTECT, null=True, blank=True, related_name="+")
    anterior = models.ForeignKey(EnteAnterior, models.PROTECT, null=True, blank=True, related_name="registros")
    ente_texto = models.CharField("ente, como lo dice el archivo", max_length=200)
    tipo = models.CharField("tipo", max_length=20, choices=Tipo, blank=True)
    fecha_recibida = models.DateField("recibida")
    fecha_atendida = models.DateField("atendida", null=True, blank=True)
    conclusion = models.CharField("conclusión", max_length=15, choices=Conclusion, blank=True)
    importe = models.DecimalField("importe en pesos", max_digits=16, decimal_places=2, null=True, blank=True)
    busqueda = models.CharField(max_length=700, editable=False, default="")
    PRIVACIDAD = {"ninguna": ("folio", "ente_texto", "busqueda")}

    objects = RegistroQuerySet.as_manager()

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


class EscaneoQuerySet(models.QuerySet["EscaneoHistorico"]):
    """Preguntas sobre los escaneos."""

    def visibles_para(self, usuario: Usuario) -> EscaneoQuerySet:
        """Los que alcanza y no se han retirado."""
        return self.alcanzados_por(usuario).filter(retirado_en=None)

    def alcanzados_por(self, usuario: Usuario) -> EscaneoQuerySet:
        """Los ligados a un asunto que alcanza; los que esperan ligarse, sólo quien los liga."""
        suyos = Q(registro__in=RegistroHistorico.objects.visibles_para(usuario).values("pk"))
        if ambito(usuario, "pasado.importar").todo:
            suyos |= Q(registro=None)
        return self.filter(suyos)


class EscaneoHistorico(models.Model):
    """El documento escaneado de un asunto de antes; mientras no se sabe de cuál, espera ligarse."""

    archivo = models.ForeignKey(Archivo, models.PROTECT, related_name="+", verbose_name="archivo")
    nombre = models.CharField("nombre del archivo", max_length=120)
    subido_en = models.DateTimeField("subido")
    subido_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="quién")
    registro = models.ForeignKey(
        RegistroHistorico, models.PROTECT, null=True, blank=True, related_name="escaneos", verbose_name="asunto"
    )
    ligado_en = models.DateTimeField("ligado", null=True, blank=True)
    ligado_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    retirado_en = models.DateTimeField("retirado", null=True, blank=True)
    retirado_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    PRIVACIDAD = {"texto": ("nombre",)}

    objects = EscaneoQuerySet.as_manager()

    class Meta:
        verbose_name = "escaneo histórico"
        verbose_name_plural = "escaneos históricos"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(registro=None, ligado_en=None, ligado_por=None)
                | Q(registro__isnull=False, ligado_en__isnull=False, ligado_por__isnull=False),
                name="escaneo_ligado_por_alguien",
            ),
            models.CheckConstraint(
                condition=Q(retirado_en=None, retirado_por=None)
                | Q(retirado_en__isnull=False, retirado_por__isnull=False),
                name="escaneo_retirado_por_alguien",
            ),
            models.UniqueConstraint(
                fields=["archivo"], condition=Q(retirado_en=None, registro=None), name="escaneo_espera_una_vez"
            ),
            models.UniqueConstraint(
                fields=["archivo", "registro"], condition=Q(retirado_en=None), name="escaneo_ligado_una_vez"
            ),
        ]

    def __str__(self) -> str:
        return self.nombre
