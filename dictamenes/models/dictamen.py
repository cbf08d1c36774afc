"""El dictamen: su proyecto, su congelado, sus ejemplares y su situación."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from archivos.models import Archivo
from cuentas.interfaz.vocabulario import SENTIDOS
from cuentas.models import Usuario
from dictamenes.congelado import CriterioContestado, DatosDictamen
from dictamenes.models.constancia import Campo, consta
from dictamenes.models.solicitud import Concepto, Solicitud


class Sentido(models.TextChoices):
    """Lo que se resuelve de un concepto."""

    FAVORABLE = "favorable", SENTIDOS["favorable"].texto
    CON_CONDICIONES = "favorable_con_condiciones", SENTIDOS["favorable_con_condiciones"].texto
    NO_FAVORABLE = "no_favorable", SENTIDOS["no_favorable"].texto
    IMPROCEDENTE = "improcedente", SENTIDOS["improcedente"].texto


class EstadoDeDictamen(models.TextChoices):
    """Situación guardada de un dictamen; *vencido* y *emitido* (sin vigencia) se derivan de la fecha."""

    EN_PREPARACION = "en_preparacion", "En preparación"
    POR_FIRMAR = "por_firmar", "Por firmar"
    FIRMADO = "firmado", "Firmado"
    VIGENTE = "vigente", "Vigente"
    CONTRATADO = "contratado", "Contratado"
    SUSTITUIDO = "sustituido", "Sustituido"
    SIN_EFECTOS = "sin_efectos", "Sin efectos"


class FormaDeFirma(models.TextChoices):
    """Con qué firma quien autoriza."""

    PADES = "pades", "Firma electrónica"
    AUTOGRAFA = "autografa", "Firma autógrafa"


FAVORABLES = (Sentido.FAVORABLE, Sentido.CON_CONDICIONES)
YA_FIRMADO = (
    EstadoDeDictamen.FIRMADO, EstadoDeDictamen.VIGENTE, EstadoDeDictamen.CONTRATADO, EstadoDeDictamen.SUSTITUIDO,
    EstadoDeDictamen.SIN_EFECTOS,
)


class Dictamen(models.Model):
    """Uno por solicitud; el folio es suyo aunque se devuelva y se vuelva a proponer."""

    solicitud = models.OneToOneField(Solicitud, models.PROTECT, related_name="dictamen")
    estado = models.CharField(max_length=15, choices=EstadoDeDictamen, default=EstadoDeDictamen.EN_PREPARACION)
    version = models.PositiveSmallIntegerField("versión del proyecto", default=1)
    forma_firma = models.CharField(max_length=10, choices=FormaDeFirma, default=FormaDeFirma.PADES)
    analisis = models.TextField("análisis estratégico")
    criterios: Campo[list[CriterioContestado]] = models.JSONField(default=list)
    aclaraciones: Campo[dict[str, str]] = models.JSONField(
        "razón dada a cada regla de coherencia que la pidió", default=dict, db_default={}
    )
    fundamentos = models.ManyToManyField("dictamenes.Fundamento", related_name="+")
    proyectado_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proyectado_en = models.DateTimeField()
    autoriza = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="quién autoriza"
    )
    devuelto_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    devuelto_en = models.DateTimeField(null=True)
    motivo_devolucion = models.TextField("motivo de devolución", blank=True)

    folio = models.CharField(max_length=30, null=True, unique=True)
    numero_oficio = models.CharField(max_length=40, null=True, unique=True)
    clave = models.CharField("clave de verificación", max_length=40, null=True, unique=True)
    datos: Campo[DatosDictamen | None] = models.JSONField("datos congelados", null=True)
    sellado = models.ForeignKey(Archivo, models.PROTECT, null=True, related_name="+")
    firmado = models.ForeignKey(Archivo, models.PROTECT, null=True, related_name="+")
    de_las_partes = models.ForeignKey(Archivo, models.PROTECT, null=True, related_name="+")
    publico = models.ForeignKey(Archivo, models.PROTECT, null=True, related_name="+")
    ubicacion_original = models.CharField("dónde está el original en papel", max_length=200, blank=True)
    firmado_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    firmado_en = models.DateTimeField(null=True)
    vigente_desde = models.DateField(null=True)
    vigente_hasta = models.DateField(null=True)
    emitido_en = models.DateTimeField(null=True)
    datos_publicos: Campo[DatosDictamen | None] = models.JSONField("datos sin lo testado", null=True)
    testado_en = models.DateTimeField("desde cuándo el ejemplar público está testado", null=True)
    PRIVACIDAD = {
        "identificacion": ("datos", "datos_publicos"),
        "texto": ("analisis", "criterios", "aclaraciones", "motivo_devolucion"),
        "ninguna": ("folio", "numero_oficio", "clave", "ubicacion_original"),
    }

    class Meta:
        verbose_name = "dictamen"
        verbose_name_plural = "dictámenes"
        indexes = [
            models.Index(fields=["testado_en"], name="dictamen_testado", condition=Q(testado_en__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="dictamen_por_firmar_sellado",
                condition=Q(estado=EstadoDeDictamen.EN_PREPARACION)
                | Q(sellado__isnull=False, folio__isnull=False, datos__isnull=False),
            ),
            models.CheckConstraint(
                name="dictamen_firmado_con_autor",
                condition=~Q(estado__in=YA_FIRMADO)
                | Q(firmado__isnull=False, firmado_por__isnull=False, firmado_en__isnull=False),
            ),
            models.CheckConstraint(
                name="dictamen_vigente_publicado",
                condition=Q(estado__in=["en_preparacion", "por_firmar", "firmado"])
                | Q(publico__isnull=False, de_las_partes__isnull=False, emitido_en__isnull=False),
            ),
            models.CheckConstraint(
                name="dictamen_testado_con_datos",
                condition=Q(datos_publicos__isnull=True, testado_en__isnull=True)
                | Q(datos_publicos__isnull=False, testado_en__isnull=False, publico__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.folio or f"proyecto de {self.solicitud_id}"

    @property
    def esta_firmado(self) -> bool:
        """Si ya lleva la firma de quien autoriza: cierra desistir, cancelar y devolver."""
        return self.estado in YA_FIRMADO

    @property
    def congelado(self) -> DatosDictamen:
        """Lo congelado; lo hay desde que está por firmar."""
        return consta(self.datos)

    @property
    def para_publico(self) -> DatosDictamen:
        """Los datos que cualquiera puede leer: los congelados o, si algo se testó, los que quedaron sin ello."""
        return self.datos_publicos or self.congelado

    @property
    def folio_tomado(self) -> str:
        """Su folio; lo tiene desde que se congela."""
        return consta(self.folio)

    @property
    def clave_tomada(self) -> str:
        """Su clave de verificación; la tiene desde que se congela."""
        return consta(self.clave)

    @property
    def documento_sellado(self) -> Archivo:
        """Lo que se preparó para firma; lo hay desde que está por firmar."""
        return consta(self.sellado)

    @property
    def documento_firmado(self) -> Archivo:
        """El documento con la firma de quien autoriza."""
        return consta(self.firmado)

    @property
    def quien_firmo(self) -> Usuario:
        """Quien autorizó; consta desde que está firmado."""
        return consta(self.firmado_por)

    @property
    def momento_de_firma(self) -> datetime:
        """Cuándo se firmó; consta desde que está firmado."""
        return consta(self.firmado_en)

    @property
    def ejemplar_de_las_partes(self) -> Archivo:
        """El ejemplar cerrado; lo hay desde que se emite."""
        return consta(self.de_las_partes)

    @property
    def ejemplar_publico(self) -> Archivo:
        """El que cualquiera descarga; lo hay desde que se emite."""
        return consta(self.publico)

    @property
    def momento_de_emision(self) -> datetime:
        """Cuándo se publicó y entró en vigor."""
        return consta(self.emitido_en)

    @property
    def vigencia(self) -> tuple[date, date] | None:
        """El primer y el último día en que vale; None si no se ha emitido o no ampara nada que la tenga."""
        return (self.vigente_desde, self.vigente_hasta) if self.vigente_desde and self.vigente_hasta else None

    @property
    def publicado_en(self) -> datetime | None:
        """Desde cuándo es público el ejemplar de hoy; None si no se ha emitido."""
        return self.testado_en or self.emitido_en

    def situacion(self, hoy: date) -> tuple[str, str]:
        """Clave y nombre de su situación: *vencido*, si pasó su vigencia sin contratarse; *emitido*, sin ella."""
        if self.estado == EstadoDeDictamen.VIGENTE and self.vigente_hasta is None:
            return "emitido", "Emitido"
        if self.estado == EstadoDeDictamen.VIGENTE and self.vigente_hasta and hoy > self.vigente_hasta:
            return "vencido", "Vencido"
        return self.estado, self.get_estado_display()


class SentidoDeConcepto(models.Model):
    """Lo que el dictamen resuelve de un concepto, con sus razones."""

    dictamen = models.ForeignKey(Dictamen, models.PROTECT, related_name="sentidos")
    concepto = models.ForeignKey(Concepto, models.PROTECT, related_name="sentidos")
    sentido = models.CharField(max_length=30, choices=Sentido)
    razones: Campo[list[str]] = models.JSONField(default=list)
    corregir = models.TextField("qué corregir", blank=True)
    motivo = models.TextField("por qué procede aunque no cumple el estándar", blank=True, default="", db_default="")
    PRIVACIDAD = {"texto": ("razones", "corregir", "motivo")}

    class Meta:
        verbose_name = "sentido de concepto"
        verbose_name_plural = "sentidos de concepto"
        ordering = ["concepto__orden"]
        indexes = [models.Index(fields=["dictamen", "sentido"], name="sentido_facetas")]
        constraints = [models.UniqueConstraint(fields=["dictamen", "concepto"], name="un_sentido_por_concepto")]

    def __str__(self) -> str:
        return f"{self.concepto}: {self.sentido}"


class Condicion(models.Model):
    """Lo que debe cumplirse para que un favorable con condiciones valga."""

    dictamen = models.ForeignKey(Dictamen, models.PROTECT, related_name="condiciones")
    texto = models.TextField("condición")
    responsable = models.CharField(max_length=150)
    fecha = models.DateField("fecha límite")
    evidencia = models.CharField(max_length=200)
    cumplida_en = models.DateTimeField(null=True)
    recordar_en = models.DateTimeField("cuándo toca recordarla", null=True)
    PRIVACIDAD = {"identificacion": ("responsable",), "texto": ("texto", "evidencia")}

    class Meta:
        verbose_name = "condición"
        verbose_name_plural = "condiciones"
        ordering = ["fecha", "id"]
        indexes = [
            models.Index(fields=["recordar_en"], name="condicion_recordar", condition=Q(recordar_en__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.texto[:60]
