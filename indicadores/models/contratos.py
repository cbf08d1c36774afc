"""Los contratos importados y lo que una persona decidió de cada uno."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from archivos.models import Archivo
from cuentas.acceso.acceso import Orden, ambito
from cuentas.models import Ente
from cuentas.texto import palabras
from dictamenes.models import Dictamen


class LoteDeContratos(models.Model):
    """Un archivo de contratos, importado entero y una sola vez; su huella está en la bitácora."""

    nombre = models.CharField("nombre del archivo", max_length=120)
    archivo = models.OneToOneField(Archivo, models.PROTECT, related_name="+", verbose_name="archivo original")
    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    procedencia = models.CharField("procedencia", max_length=300)
    demostracion = models.BooleanField("son datos de demostración", default=False)
    nuevos = models.PositiveIntegerField("contratos nuevos")
    cambiados = models.PositiveIntegerField("contratos que cambiaron")
    iguales = models.PositiveIntegerField("contratos que ya estaban igual")
    importado_en = models.DateTimeField("importado")
    importado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="quién"
    )
    PRIVACIDAD = {"ninguna": ("nombre", "sha256", "procedencia")}

    class Meta:
        verbose_name = "lote de contratos"
        verbose_name_plural = "lotes de contratos"
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(procedencia=""), name="lote_contratos_con_procedencia")]

    def __str__(self) -> str:
        return self.nombre


class Situacion(models.TextChoices):
    """Cómo va un contrato. Las tres primeras las calcula el cotejo; las otras dos las decide una persona."""

    POR_COTEJAR = "por_cotejar", "Por cotejar"
    SIN_DICTAMEN = "sin_dictamen", "Sin dictamen"
    POSIBLE = "posible", "Posible"
    COTEJADO = "cotejado", "Cotejado"
    NO_REQUIERE = "no_requiere", "No requiere dictamen"


POR_DECIDIR = (Situacion.POR_COTEJAR, Situacion.SIN_DICTAMEN, Situacion.POSIBLE)


def _de_la_orden(orden: Orden) -> Q:
    limites = {
        "ente__in": orden.entes, "fecha__year": orden.ejercicio, "fecha__gte": orden.desde, "fecha__lte": orden.hasta,
    }
    return Q(**{columna: limite for columna, limite in limites.items() if limite})


class ContratoQuerySet(models.QuerySet["Contrato"]):
    """Preguntas sobre contratos."""

    def visibles_para(self, usuario: Any, operacion: str = "contrato.ver") -> ContratoQuerySet:
        """Los que la persona alcanza; quien audita con una orden, los de sus entes, ejercicio y fechas de firma."""
        alcance = ambito(usuario, operacion)
        if alcance.todo:
            return self
        return self.filter(reduce(or_, map(_de_la_orden, alcance.ordenes), Q(pk__in=[])))

    def por_decidir(self) -> ContratoQuerySet:
        return self.filter(situacion__in=POR_DECIDIR)

    def que_dicen(self, texto: str) -> ContratoQuerySet:
        """Busca sin acentos en número, objeto, ente y proveedor; todas las palabras."""
        return self.filter(*(Q(busqueda__contains=palabra) for palabra in palabras(texto)))


class Contrato(models.Model):
    """Una compra ya contratada, como la dice el último archivo que la trajo. Importe en pesos (MXN)."""

    identidad = models.CharField("identidad", max_length=250, unique=True)
    lote = models.ForeignKey(LoteDeContratos, models.PROTECT, related_name="contratos")
    fila = models.PositiveIntegerField("renglón del archivo")
    numero = models.CharField("número", max_length=120)
    ente = models.ForeignKey(Ente, models.PROTECT, null=True, related_name="+")
    ente_texto = models.CharField("ente, como lo dice el archivo", max_length=200)
    objeto = models.TextField("objeto")
    proveedor = models.CharField("proveedor", max_length=250, blank=True)
    importe = models.DecimalField("importe", max_digits=16, decimal_places=2, null=True)
    fecha = models.DateField("fecha de firma")
    termina = models.DateField("termina", null=True)
    busqueda = models.TextField(default="", editable=False)
    cambiado_en = models.DateTimeField("última vez que un archivo lo cambió")
    situacion = models.CharField("situación", max_length=15, choices=Situacion, default=Situacion.POR_COTEJAR)
    cotejado_en = models.DateTimeField("último cotejo", null=True)
    propuesta = models.ForeignKey(Dictamen, models.PROTECT, null=True, related_name="+")
    puntaje = models.PositiveSmallIntegerField("puntaje de la propuesta", null=True)
    PRIVACIDAD = {"contratos": ("objeto", "proveedor", "busqueda"), "ninguna": ("identidad", "numero", "ente_texto")}

    objects = ContratoQuerySet.as_manager()

    class Meta:
        verbose_name = "contrato"
        ordering = ["-fecha", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(importe=None) | Q(importe__gte=0), name="contrato_importe_no_negativo"),
            models.CheckConstraint(
                condition=Q(propuesta=None, puntaje=None) | Q(propuesta__isnull=False, puntaje__isnull=False),
                name="contrato_propuesta_con_puntaje",
            ),
        ]
        indexes = [
            models.Index(fields=["situacion", "-fecha", "-id"], name="contrato_situacion_fecha"),
            models.Index(fields=["-fecha", "-id"], name="contrato_fecha"),
        ]

    def __str__(self) -> str:
        return self.numero

    @property
    def esta_decidido(self) -> bool:
        """Si una persona ya dijo qué es."""
        return self.situacion not in POR_DECIDIR

    def decision_vigente(self) -> DecisionDeContrato | None:
        """La que dice qué es: descartar un dictamen no lo dice. Lee `decisiones`, que conviene traer de antemano."""
        que = DecisionDeContrato.Que.DESCARTADO
        return next((d for d in self.decisiones.all() if d.anulada_en is None and d.que != que), None)


class DecisionDeContrato(models.Model):
    """Lo que una persona decidió de un contrato, con la evidencia que vio; si se anula, queda dicho por qué."""

    class Que(models.TextChoices):
        LIGADO = "ligado", "Lo ampara un dictamen"
        DESCARTADO = "descartado", "No es ese dictamen"
        NO_REQUIERE = "no_requiere", "No requiere dictamen"

    contrato = models.ForeignKey(Contrato, models.PROTECT, related_name="decisiones")
    que = models.CharField("qué se decidió", max_length=12, choices=Que)
    dictamen = models.ForeignKey(Dictamen, models.PROTECT, null=True, related_name="+")
    motivo = models.TextField("motivo", blank=True)
    evidencia = models.JSONField("lo que se vio al decidir", default=dict)
    decidida_en = models.DateTimeField()
    decidida_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    anulada_en = models.DateTimeField(null=True)
    anulada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    motivo_anulacion = models.TextField("por qué se anuló", blank=True)
    PRIVACIDAD = {"contratos": ("motivo", "motivo_anulacion"), "ninguna": ("evidencia",)}

    class Meta:
        verbose_name = "decisión de un contrato"
        verbose_name_plural = "decisiones de contratos"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contrato"], condition=Q(que__in=["ligado", "no_requiere"], anulada_en=None),
                name="contrato_decidido_una_vez",
            ),
            models.UniqueConstraint(
                fields=["contrato", "dictamen"], condition=Q(que="descartado", anulada_en=None),
                name="contrato_descartado_una_vez",
            ),
            models.CheckConstraint(
                condition=Q(que="no_requiere", dictamen=None) | ~Q(que="no_requiere") & Q(dictamen__isnull=False),
                name="decision_de_contrato_con_dictamen",
            ),
            models.CheckConstraint(condition=Q(que="ligado") | ~Q(motivo=""), name="decision_de_contrato_con_motivo"),
            models.CheckConstraint(
                condition=Q(anulada_en=None, anulada_por=None, motivo_anulacion="")
                | Q(anulada_en__isnull=False, anulada_por__isnull=False) & ~Q(motivo_anulacion=""),
                name="decision_de_contrato_anulada_entera",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contrato}: {self.get_que_display()}"
