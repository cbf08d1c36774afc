"""Las cifras publicadas, los casos contados y la cédula con sus informes."""

from __future__ import annotations

from typing import TypedDict

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from archivos.models import Archivo
from cuentas.models.versiones import PublicableQuerySet, VersionPublicable
from dictamenes.congelado import CampoGuardado, DatosCedula
from dictamenes.models.constancia import Campo


class CifraPublicada(models.Model):
    """Cuántas solicitudes dijo una publicación oficial que se atendieron en un año. No trae desglose."""

    anio = models.PositiveSmallIntegerField("año", unique=True)
    valor = models.PositiveIntegerField("atendidas")
    unidad = models.CharField("unidad de medida", max_length=60, default="solicitudes atendidas")
    fuente = models.CharField("fuente", max_length=300)
    PRIVACIDAD = {"ninguna": ("unidad", "fuente")}

    class Meta:
        verbose_name = "cifra publicada"
        verbose_name_plural = "cifras publicadas"
        ordering = ["anio"]
        constraints = [models.CheckConstraint(condition=~Q(fuente=""), name="cifra_con_fuente")]

    def __str__(self) -> str:
        return f"{self.anio}: {self.valor} {self.unidad}"


class CasoContado(models.Model):
    """Un asunto como lo dejan sus eventos: lo que se busca para las cifras y, en `pasos`, su historia.

    Lo escribe sólo `indicadores.cifra.proyeccion`, con cada evento y en su transacción (docs/decisiones/0050). Las
    fechas son días de Hermosillo; el ente (su clave o, si no está en el catálogo, su texto) y el tipo, los de cuando
    se recibió.
    """

    clave = models.CharField("objeto en la bitácora", max_length=80, primary_key=True)
    n = models.BigIntegerField("su primer evento")
    ente = models.BigIntegerField("clave del ente", null=True)
    ente_texto = models.CharField("ente, si no está en el catálogo", max_length=200, blank=True)
    tipo = models.CharField("tipo", max_length=20, blank=True)
    recibida = models.DateField("recibida")
    atendida = models.DateField("atendida", null=True)
    conclusion = models.CharField("conclusión", max_length=15, blank=True)
    cuenta = models.BooleanField("no se ha cancelado", default=True)
    movido = models.DateField("último día en que le pasó algo")
    pasos = models.TextField("historia, en JSON")
    PRIVACIDAD = {"ninguna": ("ente_texto", "tipo", "conclusion", "pasos")}

    class Meta:
        verbose_name = "caso contado"
        verbose_name_plural = "casos contados"
        indexes = [
            models.Index(fields=["movido"], name="caso_movido"),
            models.Index(fields=["ente", "movido"], name="caso_ente_movido"),
            models.Index(fields=["n"], name="caso_abierto", condition=Q(atendida=None, cuenta=True)),
        ]

    def __str__(self) -> str:
        return self.clave


class Cedula(VersionPublicable):
    """Una versión de la cédula del indicador: por cada campo, lo que se asienta y lo que dice cada fuente."""

    campos: Campo[dict[str, CampoGuardado]] = models.JSONField("campos")
    PRIVACIDAD = {"ninguna": ("campos",)}

    objects = PublicableQuerySet.as_manager()

    class Meta:
        verbose_name = "cédula del indicador"
        verbose_name_plural = "cédulas del indicador"
        ordering = ["-numero"]
        constraints = [
            models.UniqueConstraint(fields=["numero"], name="cedula_version_unica"),
            models.CheckConstraint(
                condition=Q(publicada_por=None) | ~Q(publicada_por=F("redactada_por")), name="cedula_publica_otra"
            ),
        ]

    def __str__(self) -> str:
        return f"Cédula del indicador, versión {self.numero}"


class DatosInforme(TypedDict):
    """Lo que se congela de un informe: la cédula con su cifra y el nombre que entonces tenía cada ente."""

    cedula: DatosCedula
    entes: dict[str, str]


class InformeAnual(models.Model):
    """El informe de un año como se publicó: con qué se calculó y el paquete entregado. Corregirlo es otro número."""

    anio = models.PositiveSmallIntegerField("año")
    numero = models.PositiveSmallIntegerField("número", default=1)
    evento = models.BigIntegerField("último evento que se tomó")
    eslabon = models.CharField("eslabón de ese evento", max_length=64)
    cedula = models.ForeignKey(Cedula, models.PROTECT, related_name="+", verbose_name="cédula")
    datos: Campo[DatosInforme] = models.JSONField("lo que se imprime")
    archivo = models.ForeignKey(Archivo, models.PROTECT, related_name="+", verbose_name="paquete")
    motivo = models.CharField("por qué se corrige", max_length=500, blank=True)
    publicado_en = models.DateTimeField("publicado")
    publicado_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="quién")
    PRIVACIDAD = {"ninguna": ("eslabon", "datos", "motivo")}

    class Meta:
        verbose_name = "informe anual"
        verbose_name_plural = "informes anuales"
        ordering = ["-anio", "-numero"]
        constraints = [
            models.UniqueConstraint(fields=["anio", "numero"], name="informe_numero_unico"),
            models.CheckConstraint(condition=Q(numero=1) | ~Q(motivo=""), name="informe_corregido_con_motivo"),
        ]

    def __str__(self) -> str:
        return f"Informe anual {self.anio}" + (f", corrección {self.numero - 1}" if self.numero > 1 else "")
