"""Con qué se funda cada acto: los documentos que se citan y la competencia que dan. Uno captura y otro confirma."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from cuentas.models.versiones import VersionPublicable
from cuentas.vigencia import vigente_en
from dictamenes.models.constancia import Campo


class FundamentoQuerySet(models.QuerySet["Fundamento"]):
    """Preguntas sobre el catálogo."""

    def confirmados(self) -> FundamentoQuerySet:
        return self.exclude(publicada_en=None)

    def vigentes(self, fecha: date) -> FundamentoQuerySet:
        """Los confirmados que rigen ese día: de cada clave, su última versión que ya haya empezado."""
        siguientes = Fundamento.objects.confirmados().filter(
            clave=OuterRef("clave"), numero__gt=OuterRef("numero"), vigente_desde__lte=fecha)
        return self.confirmados().filter(vigente_en(fecha), ~Exists(siguientes))


    def con_relevo(self) -> FundamentoQuerySet:
        """Cada uno con `relevado_desde`: cuándo empieza la siguiente versión confirmada de su clave, si la hay."""
        siguientes = Fundamento.objects.confirmados().filter(clave=OuterRef("clave"), numero__gt=OuterRef("numero"))
        return self.annotate(relevado_desde=Subquery(siguientes.order_by("vigente_desde").values("vigente_desde")[:1]))


class Fundamento(VersionPublicable):
    """Un ordenamiento con los artículos que se citan y dónde se publicó. Sólo lo capturado y confirmado se imprime.

    Lo confirmado no cambia: una reforma, o el fin de su vigencia, es la versión siguiente de la misma clave.
    """

    class Clase(models.TextChoices):
        LEY = "ley", "Ley o código"
        REGLAMENTO = "reglamento", "Reglamento Interior"
        DELEGACION = "delegacion", "Acuerdo delegatorio"
        LINEAMIENTO = "lineamiento", "Lineamientos o acuerdo general"
        OTRO = "otro", "Otro documento"

    clave = models.SlugField("clave", max_length=40)
    clase = models.CharField("clase de documento", max_length=12, choices=Clase, default=Clase.OTRO)
    ordenamiento = models.CharField("ordenamiento", max_length=250)
    articulos = models.CharField("artículos", max_length=250, help_text="Tal como se citan: «artículos 91 a 93».")
    ambito = models.CharField("ámbito", max_length=300, blank=True, help_text="Para qué sirve citarlo.")
    medio = models.CharField("medio en que se publicó", max_length=200, help_text="Boletín Oficial, DOF…")
    tomo = models.CharField("tomo", max_length=20, blank=True)
    ejemplar = models.CharField("número", max_length=20, blank=True)
    seccion = models.CharField("sección", max_length=20, blank=True)
    fecha = models.DateField("fecha de publicación", null=True, blank=True)
    tipos: Campo[list[str]] = models.JSONField(
        "tipos de solicitud que funda", default=list, db_default=[], blank=True
    )
    vigente_desde = models.DateField("vigente desde")
    vigente_hasta = models.DateField("vigente hasta", null=True, blank=True)
    PRIVACIDAD = {"ninguna": (
        "clave", "ordenamiento", "articulos", "ambito", "medio", "tomo", "ejemplar", "seccion", "tipos")}

    objects = FundamentoQuerySet.as_manager()

    class Meta:
        verbose_name = "fundamento"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["clave", "numero"], name="fundamento_version_unica"),
            models.UniqueConstraint(
                fields=["clave"], condition=Q(publicada_en=None), name="fundamento_un_solo_borrador"
            ),
            models.CheckConstraint(
                condition=Q(publicada_por=None) | ~Q(publicada_por=F("redactada_por")), name="fundamento_confirma_otra",
            ),
            models.CheckConstraint(
                condition=Q(vigente_hasta=None) | Q(vigente_hasta__gte=F("vigente_desde")), name="fundamento_vigencia",
                violation_error_message="La vigencia termina antes de empezar.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ordenamiento}, {self.articulos}"

    def rige_en(self, dia: date) -> bool:
        """Si ese día está dentro de su vigencia."""
        return self.vigente_desde <= dia and (self.vigente_hasta is None or dia <= self.vigente_hasta)

    def conviene_a(self, tipo: str) -> bool:
        """Si puede citarse en una solicitud de ese tipo; sin tipos señalados, en todas."""
        return conviene(self.tipos, tipo)


def conviene(tipos: list[str], tipo: str) -> bool:
    """Si lo que se señaló para esos tipos de solicitud sirve en una de ese tipo."""
    return not tipos or tipo in tipos


class CompetenciaQuerySet(models.QuerySet["Competencia"]):
    def que_rigen(self, dia: date) -> CompetenciaQuerySet:
        """Las confirmadas que ya empezaron; de las de un acto vale la de número más alto."""
        return self.exclude(publicada_en=None).filter(desde__lte=dia)


class Competencia(VersionPublicable):
    """Quién puede hacer un acto, con qué facultad y según qué documentos. Sin documentos, el acto está apagado.

    `acto` es un renglón de `dictamenes.fundamentos.actos`; `fundamentos`, claves del catálogo; `sentidos`, los que
    puede tener, y `papeles`, con qué nombramientos se ejerce (ninguno señalado: todos los que pueden).
    """

    acto = models.CharField("acto", max_length=40)
    facultad = models.CharField("facultad", max_length=300)
    ejerce = models.CharField("quién la ejerce", max_length=200)
    fundamentos: Campo[list[str]] = models.JSONField("documentos", default=list)
    sentidos: Campo[list[str]] = models.JSONField("sentidos", default=list)
    papeles: Campo[list[str]] = models.JSONField("nombramientos", default=list, db_default=[])
    desde = models.DateField("rige desde")
    PRIVACIDAD = {"ninguna": ("acto", "facultad", "ejerce", "fundamentos", "sentidos", "papeles")}

    objects = CompetenciaQuerySet.as_manager()

    class Meta:
        verbose_name = "competencia"
        ordering = ["acto", "-numero"]
        constraints = [
            models.UniqueConstraint(fields=["acto", "numero"], name="competencia_version_unica"),
            models.UniqueConstraint(
                fields=["acto"], condition=Q(publicada_en=None), name="competencia_un_solo_borrador"
            ),
            models.CheckConstraint(
                condition=Q(publicada_por=None) | ~Q(publicada_por=F("redactada_por")),
                name="competencia_confirma_otra",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.acto}, versión {self.numero}"
