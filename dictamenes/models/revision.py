"""Lo que pasa mientras se revisa: participaciones, prevenciones, opiniones y plazos."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from cuentas import etapas
from cuentas.models import Area, Usuario
from dictamenes.congelado import (
    AnclaImpresa,
    CriterioContestado,
    Destinatario,
    FundamentoCitado,
    Nadie,
    OpinionGuardada,
)
from dictamenes.models.constancia import Campo, consta
from dictamenes.models.solicitud import Concepto, Solicitud

if TYPE_CHECKING:
    from dictamenes.models.notificacion import Notificacion


class Participacion(models.Model):
    """Una persona, una función por asunto en toda su historia."""

    class Funcion(models.TextChoices):
        SOLICITA = "solicita", "solicita"
        RECIBE = "recibe", "revisa requisitos"
        COORDINA = "coordina", "coordina"
        OPINA = "opina", "opina"
        PROYECTA = "proyecta", "elabora el proyecto"
        AUTORIZA = "autoriza", "autoriza"

    solicitud = models.ForeignKey(Solicitud, models.PROTECT, related_name="participaciones")
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    funcion = models.CharField(max_length=10, choices=Funcion)
    en = models.DateTimeField()

    class Meta:
        verbose_name = "participación"
        verbose_name_plural = "participaciones"
        constraints = [models.UniqueConstraint(fields=["solicitud", "persona"], name="una_funcion_por_asunto")]

    def __str__(self) -> str:
        return f"{self.persona} {self.get_funcion_display()} en {self.solicitud_id}"


class InteresDeclarado(models.Model):
    """Una persona dijo que tiene interés en el asunto: queda impedida."""

    solicitud = models.ForeignKey(Solicitud, models.PROTECT, related_name="intereses")
    persona = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    motivo = models.CharField("motivo", max_length=300)
    en = models.DateTimeField()
    PRIVACIDAD = {"actividad": ("motivo",)}

    class Meta:
        verbose_name = "interés declarado"
        verbose_name_plural = "intereses declarados"
        constraints = [models.UniqueConstraint(fields=["solicitud", "persona"], name="interes_unico")]

    def __str__(self) -> str:
        return f"{self.persona}: {self.motivo}"


class PrevencionQuerySet(models.QuerySet["Prevencion"]):
    def abierta(self) -> Prevencion | None:
        """La que está sin desahogar, o None."""
        return self.filter(cerrada_en=None).first()

    def en_curso(self) -> Prevencion:
        """La misma, donde el estado dice que la hay. Lanza `Prevencion.DoesNotExist`."""
        return self.get(cerrada_en=None)


class Prevencion(models.Model):
    """Lo que el ente debe solventar antes de que su solicitud siga."""

    class Causal(models.TextChoices):
        REQUISITO = "requisito", "Falta un requisito"
        ANEXO = "anexo", "Anexo incompleto o ilegible"
        CONCEPTO = "concepto", "Concepto mal descrito o sin atributos"
        IMPORTE = "importe", "Importes o suficiencia que no corresponden"
        JUSTIFICACION = "justificacion", "Justificación insuficiente"

    solicitud = models.ForeignKey(Solicitud, models.PROTECT, related_name="prevenciones")
    folio = models.CharField(max_length=30, unique=True)
    causal = models.CharField("causal", max_length=15, choices=Causal)
    emitida_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    emitida_en = models.DateTimeField()
    destinatario: Campo[Destinatario | None] = models.JSONField("a quién se dirigió", null=True)
    ancla: Campo[AnclaImpresa | Nadie | None] = models.JSONField(
        "la última ancla de la bitácora al emitirse", null=True
    )
    clave = models.CharField("clave de verificación", max_length=40, null=True, unique=True)
    papel = models.PositiveSmallIntegerField("versión con que se redacta su oficio", default=2, db_default=1)
    fundamentos: Campo[list[FundamentoCitado]] = models.JSONField("con qué se fundó", default=list)
    vence_en = models.DateTimeField()
    prorrogada_en = models.DateTimeField(null=True)
    cerrada_en = models.DateTimeField(null=True)
    desahogada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    PRIVACIDAD = {"identificacion": ("destinatario",), "ninguna": ("folio", "clave", "ancla", "fundamentos")}

    objects = PrevencionQuerySet.as_manager()

    class Meta:
        verbose_name = "prevención"
        verbose_name_plural = "prevenciones"
        ordering = ["emitida_en"]
        constraints = [
            models.UniqueConstraint(
                fields=["solicitud"], condition=Q(cerrada_en=None), name="una_prevencion_abierta"
            ),
            models.CheckConstraint(
                name="prevencion_desahogada_cerrada",
                condition=Q(desahogada_por=None) | Q(cerrada_en__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.folio

    @property
    def notificacion(self) -> Notificacion | None:
        """La constancia desde la que cuenta su plazo; ninguna si es de antes de que las hubiera."""
        todas = self.solicitud.notificaciones.all()
        return next((n for n in todas if n.tema == "prevenida" and n.disponible_en == self.emitida_en), None)

    @property
    def momento_de_cierre(self) -> datetime:
        """Cuándo se desahogó o se cerró."""
        return consta(self.cerrada_en)


class Observacion(models.Model):
    """Una observación, con lo que señala, y lo que contestó el ente."""

    prevencion = models.ForeignKey(Prevencion, models.PROTECT, related_name="observaciones")
    sobre = models.CharField("sobre qué", max_length=80)
    texto = models.TextField("observación")
    respuesta = models.TextField("respuesta", blank=True)
    en_desacuerdo = models.BooleanField("no está de acuerdo", default=False)
    PRIVACIDAD = {"texto": ("texto", "respuesta"), "ninguna": ("sobre",)}

    class Meta:
        verbose_name = "observación"
        verbose_name_plural = "observaciones"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.sobre}: {self.texto[:60]}"


class Postura(models.TextChoices):
    """Lo que un área opina de un concepto."""

    PROCEDE = "procede", "Procede"
    CON_CONDICIONES = "con_condiciones", "Procede con condiciones"
    NO_PROCEDE = "no_procede", "No procede"


class PosturaDeArea(models.TextChoices):
    """Lo que resulta de lo que opinó de sus conceptos (`reglas.coherencia.postura_de`)."""

    PROCEDE = "procede", Postura.PROCEDE.label
    CON_CONDICIONES = "con_condiciones", Postura.CON_CONDICIONES.label
    NO_PROCEDE = "no_procede", Postura.NO_PROCEDE.label
    MIXTA = "mixta", "Procede en parte"


class Revision(models.Model):
    """La opinión de un área en una ronda; se congela al darse y corregirla es una versión nueva."""

    solicitud = models.ForeignKey(Solicitud, models.PROTECT, related_name="revisiones")
    area = models.ForeignKey(Area, models.PROTECT)
    ronda = models.PositiveSmallIntegerField()
    encargo = models.TextField("lo que se pide aclarar", blank=True)
    turnada_a = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    dada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    dada_en = models.DateTimeField(null=True)
    postura = models.CharField(max_length=20, choices=PosturaDeArea, blank=True)
    texto = models.TextField("opinión", blank=True)
    criterios: Campo[list[CriterioContestado]] = models.JSONField(default=list)
    aclaraciones: Campo[dict[str, str]] = models.JSONField(
        "razón dada a cada regla de coherencia que la pidió", default=dict, db_default={}
    )
    version = models.PositiveSmallIntegerField("versión", default=1, db_default=1)
    PRIVACIDAD = {"texto": ("encargo", "texto", "criterios", "aclaraciones")}

    class Meta:
        verbose_name = "revisión"
        verbose_name_plural = "revisiones"
        ordering = ["ronda", "area__nombre"]
        constraints = [
            models.UniqueConstraint(fields=["solicitud", "area", "ronda"], name="una_revision_por_area_y_ronda"),
            models.CheckConstraint(
                name="revision_dada_entera",
                condition=Q(dada_en=None, dada_por=None, postura="")
                | (Q(dada_en__isnull=False, dada_por__isnull=False) & ~Q(postura="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} · ronda {self.ronda}"

    @property
    def quien_opino(self) -> Usuario:
        """Quien dio la opinión; consta desde que se da."""
        return consta(self.dada_por)

    @property
    def momento_de_opinion(self) -> datetime:
        """Cuándo se dio."""
        return consta(self.dada_en)


class OpinionDeConcepto(models.Model):
    """Lo que un área opinó de un concepto."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="opiniones")
    concepto = models.ForeignKey(Concepto, models.PROTECT, related_name="opiniones")
    postura = models.CharField(max_length=20, choices=Postura)
    nota = models.TextField(blank=True)
    PRIVACIDAD = {"texto": ("nota",)}

    class Meta:
        verbose_name = "opinión de concepto"
        verbose_name_plural = "opiniones de concepto"
        constraints = [models.UniqueConstraint(fields=["revision", "concepto"], name="una_opinion_por_concepto")]

    def __str__(self) -> str:
        return f"{self.concepto}: {self.postura}"


class OpinionAnterior(models.Model):
    """Una versión de la opinión, íntegra, como estaba al corregirse. Sólo se agrega: la base lo impone."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="anteriores")
    version = models.PositiveSmallIntegerField("versión")
    postura = models.CharField(max_length=20, choices=PosturaDeArea)
    texto = models.TextField("opinión")
    criterios: Campo[list[CriterioContestado]] = models.JSONField(default=list)
    opiniones: Campo[list[OpinionGuardada]] = models.JSONField("opinión de cada concepto")
    dada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    dada_en = models.DateTimeField()
    corregida_en = models.DateTimeField()
    motivo = models.CharField("motivo de la corrección", max_length=500)
    PRIVACIDAD = {"texto": ("texto", "criterios", "opiniones", "motivo")}

    class Meta:
        verbose_name = "opinión anterior"
        verbose_name_plural = "opiniones anteriores"
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["revision", "version"], name="opinion_anterior_unica")]

    def __str__(self) -> str:
        return f"{self.revision}, versión {self.version}"


class Plazo(models.Model):
    """Un vencimiento, con los días que saltó y por qué."""

    class Clase(models.TextChoices):
        REQUISITOS = "requisitos", etapas.REQUISITOS.rotulo
        PREVENCION = "prevencion", etapas.PREVENCION.rotulo
        REVISION = "revision", etapas.REVISION.rotulo
        ESTRATEGIA = "estrategia", etapas.ESTRATEGIA.rotulo
        FIRMA = "firma", etapas.FIRMA.rotulo
        DICTAMEN = "dictamen", "Dictamen"

    solicitud = models.ForeignKey(Solicitud, models.PROTECT, related_name="plazos")
    clase = models.CharField(max_length=12, choices=Clase)
    inicia_en = models.DateTimeField()
    vence_en = models.DateTimeField()
    dias = models.PositiveSmallIntegerField("días hábiles")
    saltados = models.JSONField(default=list)
    cerrado_en = models.DateTimeField(null=True)
    PRIVACIDAD = {"ninguna": ("saltados",)}

    class Meta:
        verbose_name = "plazo"
        ordering = ["inicia_en"]
        constraints = [
            models.UniqueConstraint(
                fields=["solicitud", "clase"], condition=Q(cerrado_en=None), name="un_plazo_abierto_por_clase"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_clase_display()} vence {self.vence_en:%Y-%m-%d}"


class Suspension(models.Model):
    """Un tramo en que un plazo estuvo detenido."""

    plazo = models.ForeignKey(Plazo, models.PROTECT, related_name="suspensiones")
    desde = models.DateTimeField()
    hasta = models.DateTimeField(null=True)
    motivo = models.CharField(max_length=120)
    PRIVACIDAD = {"ninguna": ("motivo",)}

    class Meta:
        verbose_name = "suspensión"
        verbose_name_plural = "suspensiones"
        ordering = ["desde"]
        constraints = [
            models.UniqueConstraint(fields=["plazo"], condition=Q(hasta=None), name="una_suspension_abierta"),
        ]

    def __str__(self) -> str:
        return f"{self.plazo} detenido por {self.motivo}"
