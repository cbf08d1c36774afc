"""La solicitud y lo que trae: conceptos, anexos y cada entrega formal."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from archivos.models import Archivo
from cuentas import etapas
from cuentas.acceso.acceso import Orden, ambito
from cuentas.models import AreaRequirente, Ente, Usuario
from cuentas.reloj import dia_de, inicio_de
from cuentas.texto import normalizar, palabras
from dictamenes.congelado import DatosAcuse, Entrega, Evaluacion
from dictamenes.models.catalogos import Alineacion, Categoria, Modalidad, Partida, Tipo
from dictamenes.models.constancia import Campo, consta
from dictamenes.models.formularios import Formulario
from estandares.models import Perfil

CENTAVO = Decimal("0.01")


class Estado(models.TextChoices):
    """Situación de una solicitud. Sólo `tramite` la cambia."""

    BORRADOR = "borrador", "Borrador"
    EN_REQUISITOS = "en_requisitos", etapas.REQUISITOS.situacion
    PREVENIDA = "prevenida", etapas.PREVENCION.situacion
    EN_REVISION = "en_revision", etapas.REVISION.situacion
    EN_ESTRATEGIA = "en_estrategia", etapas.ESTRATEGIA.situacion
    EN_FIRMA = "en_firma", etapas.FIRMA.situacion
    EMITIDA = "emitida", "Dictamen emitido"
    IMPROCEDENTE = "improcedente", "Improcedente"
    DESECHADA = "desechada", "Desechada"
    DESISTIDA = "desistida", "Desistida"
    CANCELADA = "cancelada", "Cancelada"


EDITABLES = (Estado.BORRADOR, Estado.PREVENIDA)
CONCLUIDOS = (Estado.EMITIDA, Estado.IMPROCEDENTE, Estado.DESECHADA, Estado.DESISTIDA, Estado.CANCELADA)
EN_ESTRATEGIA_O_DESPUES = (Estado.EN_ESTRATEGIA, Estado.EN_FIRMA, Estado.EMITIDA)
EN_FIRMA_O_DESPUES = (Estado.EN_FIRMA, Estado.EMITIDA)


class SolicitudQuerySet(models.QuerySet["Solicitud"]):
    def visibles_para(self, usuario: Usuario, operacion: str = "solicitud.ver") -> SolicitudQuerySet:
        """Las que la persona alcanza en esa operación; es la única puerta a un expediente."""
        alcance = ambito(usuario, operacion)
        capturan = ambito(usuario, "solicitud.elaborar").entes  # quien sólo recibe no ve lo que su ente prepara
        filtro = Q(ente__in=alcance.entes) & (Q(ente__in=capturan) | ~Q(estado=Estado.BORRADOR))
        if alcance.todo:
            filtro |= ~Q(estado=Estado.BORRADOR) | Q(elaborada_por=usuario)
        for orden in alcance.ordenes:
            filtro |= ~Q(estado=Estado.BORRADOR) & _de_la_orden(orden)
        if alcance.areas:
            revisiones = self.model.revisiones.rel.related_model._default_manager
            filtro |= Q(Exists(revisiones.filter(solicitud=OuterRef("pk"), area__in=alcance.areas)))
        llego_a_firma = Q(estado__in=EN_FIRMA_O_DESPUES) | Q(dictamen__isnull=False)
        if alcance.en_estrategia:  # una ronda de más o un proyecto dicen que ya estuvo ahí, aunque se haya devuelto
            filtro |= Q(estado__in=EN_ESTRATEGIA_O_DESPUES) | Q(ronda__gt=1) | llego_a_firma
        if alcance.en_firma:
            filtro |= llego_a_firma
        return self.filter(filtro)

    def que_dicen(self, texto: str) -> SolicitudQuerySet:
        """Busca sin acentos en folio, proyecto y ente; todas las palabras."""
        consulta = self
        for palabra in palabras(texto):
            consulta = consulta.filter(busqueda__contains=palabra)
        return consulta


def _de_la_orden(orden: Orden) -> Q:
    """Lo que abarca una orden de auditoría: de esos entes, de ese ejercicio y presentado entre esos días."""
    abarca = Q(ente__in=orden.entes) if orden.entes else Q()
    if orden.ejercicio:
        abarca &= Q(ejercicio=orden.ejercicio)
    if orden.desde:
        abarca &= Q(presentada_en__gte=inicio_de(orden.desde))
    if orden.hasta:
        abarca &= Q(presentada_en__lt=inicio_de(orden.hasta + timedelta(days=1)))
    return abarca


class Solicitud(models.Model):
    """Lo que un ente pide que se dictamine."""

    class Suficiencia(models.TextChoices):
        OFICIO = "oficio", "Con oficio de suficiencia"
        ANTICIPADA = "anticipada", "Solicitud anticipada, sujeta a suficiencia"

    ente = models.ForeignKey(Ente, models.PROTECT, related_name="solicitudes")
    area_requirente = models.ForeignKey(AreaRequirente, models.PROTECT, null=True, blank=True)
    tipo = models.CharField("tipo", max_length=20, choices=Tipo)
    modalidad = models.CharField("modalidad", max_length=20, choices=Modalidad)
    formulario = models.ForeignKey(Formulario, models.PROTECT)
    proyecto = models.CharField("nombre del proyecto", max_length=200)
    ejercicio = models.PositiveSmallIntegerField("ejercicio presupuestal")
    partida = models.ForeignKey(Partida, models.PROTECT, null=True, blank=True, verbose_name="partida presupuestal")
    alineacion = models.ForeignKey(Alineacion, models.PROTECT, null=True, blank=True, verbose_name="alineación")
    oficio_numero = models.CharField("número de oficio", max_length=60, blank=True)
    oficio_fecha = models.DateField("fecha del oficio", null=True, blank=True)
    suficiencia = models.CharField("suficiencia presupuestal", max_length=12, choices=Suficiencia, blank=True)
    suficiencia_importe = models.DecimalField(
        "importe con suficiencia", max_digits=16, decimal_places=2, null=True, blank=True
    )
    fecha_limite = models.DateField("fecha límite, si es urgente", null=True, blank=True)
    respuestas: Campo[dict[str, str]] = models.JSONField(default=dict)
    version = models.PositiveIntegerField("versión de captura", default=1)
    versiones: Campo[dict[str, int]] = models.JSONField(
        "versión en que cambió cada sección", default=dict, db_default={}, editable=False
    )
    # Un borrador marcado como plantilla se puede descartar; lo que se copió de él sigue, sin su origen.
    copiada_de = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="copias")
    oficio_clave = models.CharField(
        "clave de lo capturado al generar el oficio", max_length=16, blank=True, default="", db_default=""
    )
    plantilla = models.CharField(
        "nombre como plantilla de su ente", max_length=80, blank=True, default="", db_default=""
    )

    estado = models.CharField("estado", max_length=15, choices=Estado, default=Estado.BORRADOR)
    ronda = models.PositiveSmallIntegerField("ronda de revisión", default=1)
    folio = models.CharField("folio", max_length=30, null=True, unique=True)
    elaborada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    elaborada_en = models.DateTimeField()
    editada_en = models.DateTimeField("última captura", null=True, editable=False)
    archivada_en = models.DateTimeField("archivada, por llevar mucho sin tocarse", null=True, editable=False)
    presentada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    presentada_en = models.DateTimeField(null=True)
    recibida_en = models.DateTimeField("recibida en papel", null=True)
    concluida_en = models.DateTimeField(null=True)
    motivo_conclusion = models.TextField("motivo de conclusión", blank=True)
    acumulada_a = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="acumuladas")
    busqueda = models.CharField(max_length=500, default="", editable=False)
    # La base lo calcula: así «Mis solicitudes» sale en orden de un índice, sin leer las concluidas.
    grupo = models.GeneratedField(
        expression=Case(
            When(estado=Estado.PREVENIDA, then=Value(0)), When(estado=Estado.BORRADOR, then=Value(1)),
            When(estado__in=CONCLUIDOS, then=Value(3)), default=Value(2),
        ),
        output_field=models.PositiveSmallIntegerField(), db_persist=True,
    )
    PRIVACIDAD = {
        "texto": ("proyecto", "respuestas", "plantilla", "motivo_conclusion", "busqueda"),
        "ninguna": ("oficio_numero", "versiones", "oficio_clave", "folio"),
    }

    objects = SolicitudQuerySet.as_manager()

    class Meta:
        verbose_name = "solicitud"
        verbose_name_plural = "solicitudes"
        indexes = [
            models.Index(fields=["ente", "-elaborada_en"], name="solicitud_ente_fecha"),
            models.Index(fields=["ente", "grupo", "-elaborada_en", "-id"], name="solicitud_ente_grupo"),
            models.Index(fields=["elaborada_por", "grupo", "-elaborada_en", "-id"], name="solicitud_autora_grupo"),
            models.Index(fields=["ente", "-concluida_en"], name="solicitud_ente_conclusion",
                         condition=Q(concluida_en__isnull=False)),
            models.Index(fields=["estado", "-elaborada_en"], name="solicitud_estado_fecha"),
            models.Index(fields=["-elaborada_en", "-id"], name="solicitud_fecha"),
            models.Index(fields=["ente", "tipo", "estado", "ejercicio", "elaborada_por", "presentada_en", "busqueda"],
                         name="solicitud_facetas"),
            models.Index(fields=["id", "busqueda"], name="solicitud_abierta_busqueda", condition=Q(concluida_en=None)),
            models.Index(fields=["editada_en"], name="solicitud_borrador_editada",
                         condition=Q(estado=Estado.BORRADOR, archivada_en=None)),
        ]
        constraints = [
            models.CheckConstraint(name="solicitud_presentada_entera",
                                   condition=Q(estado=Estado.BORRADOR, folio=None, presentada_en=None,
                                               presentada_por=None)
                                   | (~Q(estado=Estado.BORRADOR) & Q(folio__isnull=False, presentada_en__isnull=False,
                                                                     presentada_por__isnull=False))),
            models.CheckConstraint(name="solicitud_acumulada_cancelada",
                                   condition=Q(acumulada_a=None) | Q(estado=Estado.CANCELADA)),
            models.CheckConstraint(name="solicitud_archivada_en_borrador",
                                   condition=Q(archivada_en=None) | Q(estado=Estado.BORRADOR)),
            models.CheckConstraint(name="solicitud_concluida_con_fecha",
                                   condition=Q(estado__in=CONCLUIDOS, concluida_en__isnull=False)
                                   | (~Q(estado__in=CONCLUIDOS) & Q(concluida_en=None))),
        ]

    def __str__(self) -> str:
        return f"{self.folio or 'Borrador'} · {self.proyecto}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Guarda y mantiene la columna de búsqueda."""
        self.busqueda = normalizar(f"{self.folio or ''} {self.proyecto} {self.ente.siglas} {self.ente.nombre}")[:500]
        super().save(*args, **kwargs)

    @property
    def folio_tomado(self) -> str:
        """Su folio; lo tiene desde que se presenta."""
        return consta(self.folio)

    @property
    def quien_presento(self) -> Usuario:
        """Quien la presentó; consta desde que se presenta."""
        return consta(self.presentada_por)

    @property
    def momento_de_presentacion(self) -> datetime:
        """Cuándo se presentó; consta desde entonces."""
        return consta(self.presentada_en)

    @property
    def fecha_del_oficio(self) -> date:
        """La de su oficio; se exige al presentarla."""
        return consta(self.oficio_fecha)

    @property
    def en_papel(self) -> bool:
        """Si llegó en papel y la capturó recepción a nombre del ente."""
        return self.recibida_en is not None

    @property
    def es_anticipada(self) -> bool:
        """Si se presenta para un ejercicio que no empieza y queda sujeta a suficiencia."""
        return self.suficiencia == self.Suficiencia.ANTICIPADA

    def ejercicio_anticipado(self) -> int:
        """El primer ejercicio que puede anticipar: el que sigue al año de Hermosillo en que se empezó."""
        return dia_de(self.elaborada_en).year + 1

    @property
    def es_editable(self) -> bool:
        """Si quien solicita puede cambiarla: en borrador (que no esté archivado) o mientras atiende observaciones."""
        return self.estado in EDITABLES and self.archivada_en is None

    @property
    def esta_concluida(self) -> bool:
        return self.estado in CONCLUIDOS

    def esta_en_estandar(self) -> bool:
        """Si, al entregarse, todos sus conceptos cumplieron su perfil sin tener que justificar nada."""
        conceptos = list(self.conceptos.all())
        return bool(conceptos) and all(c.cumple_sin_justificar for c in conceptos)

    def totales(self) -> dict[str, Decimal]:
        """Subtotal, IVA y total en pesos (MXN), sumados de sus conceptos."""
        conceptos = list(self.conceptos.all())
        subtotal = sum((c.importe for c in conceptos), Decimal("0.00"))
        iva = sum((c.iva for c in conceptos), Decimal("0.00"))
        return {"subtotal": subtotal, "iva": iva, "total": subtotal + iva}

    def sumas_de_iva(self) -> list[tuple[str, Decimal]]:
        """IVA de cada tasa presente («0.16»), de mayor a menor."""
        sumas: dict[str, Decimal] = {}
        for concepto in self.conceptos.all():
            sumas[concepto.tasa_iva] = sumas.get(concepto.tasa_iva, Decimal("0.00")) + concepto.iva
        return sorted(sumas.items(), reverse=True)

    def iva_por_tasa(self) -> list[tuple[str, Decimal]]:
        """Lo mismo, con la tasa en palabras («16 %»)."""
        return [(Concepto.TasaIVA(tasa).label, monto) for tasa, monto in self.sumas_de_iva()]


class ConceptoQuerySet(models.QuerySet["Concepto"]):
    def con_estandar(self) -> ConceptoQuerySet:
        """Con todo lo que hace falta para juzgarlos, leído de una vez: su perfil, qué exige y de qué estándar es."""
        return self.prefetch_related("perfil__requisitos", "perfil__version__estandar")


class Concepto(models.Model):
    """Lo que se compra: una fila de la solicitud."""

    class TasaIVA(models.TextChoices):
        GENERAL = "0.16", "16 %"
        FRONTERA = "0.08", "8 %"
        CERO = "0.00", "0 %"

    solicitud = models.ForeignKey(Solicitud, models.CASCADE, related_name="conceptos")
    orden = models.PositiveSmallIntegerField()
    categoria = models.CharField("categoría", max_length=20, choices=Categoria)
    perfil = models.ForeignKey(Perfil, models.PROTECT, null=True, blank=True, verbose_name="perfil del estándar")
    descripcion = models.CharField("descripción", max_length=500)
    clave_catalogo = models.CharField("clave de catálogo", max_length=60, blank=True)
    cantidad = models.DecimalField("cantidad", max_digits=12, decimal_places=2)
    unidad = models.CharField("unidad", max_length=40, default="pieza")
    precio_unitario = models.DecimalField("precio unitario sin IVA", max_digits=14, decimal_places=2)
    tasa_iva = models.CharField("tasa de IVA", max_length=4, choices=TasaIVA, default=TasaIVA.GENERAL)
    declarado = models.JSONField("atributos declarados", default=dict, blank=True)
    marca_justificada = models.TextField("justificación de marca", blank=True)
    evaluacion: Campo[Evaluacion | None] = models.JSONField("evaluación al presentarse", null=True, editable=False)
    version = models.PositiveIntegerField("versión de captura en que cambió", default=0, db_default=0, editable=False)
    PRIVACIDAD = {
        "texto": ("descripcion", "declarado", "marca_justificada"),
        "ninguna": ("clave_catalogo", "unidad", "evaluacion"),
    }

    objects = ConceptoQuerySet.as_manager()

    class Meta:
        verbose_name = "concepto"
        ordering = ["orden"]
        constraints = [
            models.UniqueConstraint(fields=["solicitud", "orden"], name="concepto_orden_unico"),
            models.CheckConstraint(name="concepto_cantidad_positiva", condition=Q(cantidad__gt=0)),
            models.CheckConstraint(name="concepto_precio_no_negativo", condition=Q(precio_unitario__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.orden}. {self.descripcion}"

    @property
    def cumple_sin_justificar(self) -> bool:
        """Si, al entregarse, cumplió su perfil y nada lo rebasó."""
        if self.evaluacion is None:
            return False
        justificado = any(a["resultado"] == "justificado" for a in self.evaluacion["atributos"])
        return self.evaluacion["global"] == "cumple" and not justificado

    @property
    def no_cumple(self) -> bool:
        """Si, al entregarse, algo de lo declarado quedó fuera de su perfil."""
        return self.evaluacion is not None and self.evaluacion["global"] == "no_cumple"

    @property
    def importe(self) -> Decimal:
        """Cantidad por precio, sin IVA, al centavo."""
        return (self.cantidad * self.precio_unitario).quantize(CENTAVO, ROUND_HALF_UP)

    @property
    def iva(self) -> Decimal:
        """IVA del concepto, al centavo."""
        return (self.importe * Decimal(self.tasa_iva)).quantize(CENTAVO, ROUND_HALF_UP)

    @property
    def total(self) -> Decimal:
        return self.importe + self.iva


class Anexo(models.Model):
    """Un archivo que acompaña a la solicitud; retirarlo o sustituirlo lo conserva en la historia."""

    solicitud = models.ForeignKey(Solicitud, models.CASCADE, related_name="anexos")
    clase = models.CharField("clase", max_length=40)
    nombre = models.CharField("nombre", max_length=130)
    archivo = models.ForeignKey(Archivo, models.PROTECT)
    version = models.PositiveSmallIntegerField("versión", default=1, db_default=1)
    sustituye = models.OneToOneField(
        "self", models.RESTRICT, null=True, related_name="sustituido_por", verbose_name="versión anterior"
    )
    oficio_clave = models.CharField(
        "clave del oficio generado que regresa firmado", max_length=16, blank=True, default="", db_default=""
    )
    subido_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    subido_en = models.DateTimeField()
    retirado_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    retirado_en = models.DateTimeField(null=True)
    PRIVACIDAD = {"texto": ("nombre",), "ninguna": ("clase", "oficio_clave")}

    class Meta:
        verbose_name = "anexo"
        ordering = ["clase", "subido_en", "pk"]
        constraints = [
            models.CheckConstraint(
                name="anexo_retirado_con_autor", condition=Q(retirado_en=None, retirado_por=None)
                | Q(retirado_en__isnull=False, retirado_por__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["solicitud", "clase", "archivo"], condition=Q(retirado_en=None), name="anexo_sin_repetir"
            ),
            models.CheckConstraint(
                name="anexo_version_con_anterior",
                condition=Q(version=1, sustituye=None) | Q(version__gt=1, sustituye__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.nombre


class Presentacion(models.Model):
    """Cada entrega formal del ente (la primera o al desahogar): lo que dijo, congelado, y su acuse."""

    solicitud = models.ForeignKey(Solicitud, models.PROTECT, related_name="presentaciones")
    numero = models.PositiveSmallIntegerField()
    folio_acuse = models.CharField(max_length=30, unique=True)
    clave = models.CharField(max_length=40, unique=True)
    datos: Campo[Entrega] = models.JSONField("lo entregado")
    acuse: Campo[DatosAcuse] = models.JSONField("lo que dice el acuse", default=dict)
    por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    en = models.DateTimeField()
    PRIVACIDAD = {"identificacion": ("datos", "acuse"), "ninguna": ("folio_acuse", "clave")}

    class Meta:
        verbose_name = "presentación"
        verbose_name_plural = "presentaciones"
        ordering = ["numero"]
        constraints = [models.UniqueConstraint(fields=["solicitud", "numero"], name="presentacion_numero_unico")]

    def __str__(self) -> str:
        return self.folio_acuse
