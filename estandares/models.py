"""Contra qué se evalúa: estándares, sus versiones (inmutables al publicarse), perfiles y requisitos."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cuentas.vigencia import vigente_en

from .reglas import Evaluacion, evaluar, exigido, nombre_legible
from .reglas import Requisito as RequisitoPuro
from .reglas.requisito import NIVELES, OPERADORES
from .reglas.texto import palabra

C = TypeVar("C", bound="_Contenido")


class VersionPublicada(ValueError):
    """Una versión publicada, sus perfiles y sus requisitos no se cambian ni se borran."""


class Estandar(models.Model):
    """Un estándar técnico: quién lo emite, dónde rige y si es sólo ilustrativo."""

    nombre = models.CharField("nombre", max_length=200)
    emisor = models.CharField("emisor", max_length=200)
    ambito = models.CharField("ámbito", max_length=200, help_text="Entidad o institución donde rige.")
    ilustrativo = models.BooleanField("ilustrativo", default=False)
    PRIVACIDAD = {"ninguna": ("nombre", "emisor", "ambito")}

    class Meta:
        verbose_name = "estándar"
        verbose_name_plural = "estándares"
        ordering = ["ilustrativo", "nombre", "pk"]
        constraints = [models.UniqueConstraint(fields=["emisor", "nombre"], name="estandar_unico_por_emisor")]

    def __str__(self) -> str:
        return f"{self.nombre} ({self.rotulo})" if self.rotulo else self.nombre

    @property
    def es_de_sonora(self) -> bool:
        """Sólo el texto oficial de Sonora lo es; lo ilustrativo y lo ajeno, no."""
        return not self.ilustrativo and "sonora" in palabra(self.ambito)

    @property
    def rotulo(self) -> str:
        """Lo que siempre se dice junto al nombre de un estándar que no es de Sonora."""
        if self.ilustrativo:
            return "Ilustrativo"
        return "" if self.es_de_sonora else f"De {self.ambito}; no es de Sonora"


class VersionQuerySet(models.QuerySet["Version"]):
    """Preguntas sobre versiones; las publicadas no admiten cambios en bloque."""

    def publicadas(self) -> VersionQuerySet:
        """Las que ya son públicas, también las que dejaron de regir."""
        return self.filter(publicada_en__isnull=False)

    def vigentes(self, fecha: date) -> VersionQuerySet:
        """Las publicadas que rigen en una fecha (ambos extremos inclusive)."""
        return self.publicadas().filter(vigente_en(fecha))

    def update(self, **campos: Any) -> int:
        """Como en Django, salvo que de una publicada sólo se puede fijar hasta cuándo rige."""
        if set(campos) - {"vigente_hasta"} and self.publicadas().exists():
            raise VersionPublicada("Una versión publicada no se modifica.")
        return super().update(**campos)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Borra borradores. Lanza `VersionPublicada` si alguna es pública."""
        if self.publicadas().exists():
            raise VersionPublicada("Una versión publicada no se borra.")
        return super().delete()


class Version(models.Model):
    """Una edición de un estándar, con su publicación oficial y su vigencia."""

    estandar = models.ForeignKey(Estandar, models.PROTECT, related_name="versiones", verbose_name="estándar")
    numero = models.PositiveIntegerField("número")
    boletin = models.CharField("publicación oficial", max_length=200, blank=True)
    vigente_desde = models.DateField("vigente desde", null=True, blank=True)
    vigente_hasta = models.DateField("vigente hasta", null=True, blank=True)
    sha256 = models.CharField("huella del archivo", max_length=64)
    archivo = models.CharField("nombre del archivo", max_length=200, blank=True)
    redactada_en = models.DateTimeField("redactada")
    redactada_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="redactó"
    )
    publicada_en = models.DateTimeField("publicada", null=True, blank=True)
    publicada_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="publicó"
    )
    PRIVACIDAD = {"ninguna": ("boletin", "sha256", "archivo")}

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = "versión"
        verbose_name_plural = "versiones"
        ordering = ["estandar", "-numero"]
        constraints = [
            models.UniqueConstraint(fields=["estandar", "numero"], name="version_numero_unico"),
            models.CheckConstraint(condition=Q(numero__gte=1), name="version_numero_desde_uno"),
            models.CheckConstraint(
                condition=Q(vigente_hasta__isnull=True) | Q(vigente_hasta__gte=F("vigente_desde")),
                name="version_vigencia_en_orden",
            ),
            models.CheckConstraint(
                condition=Q(publicada_en__isnull=True, publicada_por__isnull=True)
                | Q(publicada_en__isnull=False, vigente_desde__isnull=False),
                name="version_publicada_con_fecha",
            ),
            models.CheckConstraint(
                condition=Q(publicada_por__isnull=True)
                | Q(redactada_por__isnull=True)
                | ~Q(publicada_por=F("redactada_por")),
                name="version_publica_otra_persona",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.estandar}, versión {self.numero}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Guarda un borrador. Lanza `VersionPublicada` si ya era pública (para cerrarla: `QuerySet.update`)."""
        if self.pk and Version.objects.publicadas().filter(pk=self.pk).exists():
            raise VersionPublicada("Una versión publicada no se modifica.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Borra un borrador. Lanza `VersionPublicada` si ya es pública."""
        if Version.objects.publicadas().filter(pk=self.pk).exists():
            raise VersionPublicada("Una versión publicada no se borra.")
        return super().delete(*args, **kwargs)

    @property
    def esta_publicada(self) -> bool:
        """Verdadero desde que se publicó, aunque ya no rija."""
        return self.publicada_en is not None

    def rige_en(self, fecha: date) -> bool:
        """Si está publicada y la fecha cae dentro de su vigencia."""
        if not self.esta_publicada or self.vigente_desde is None or fecha < self.vigente_desde:
            return False
        return self.vigente_hasta is None or fecha <= self.vigente_hasta


class ContenidoQuerySet(models.QuerySet[C]):
    """Perfiles y requisitos: nada de una versión publicada se agrega, cambia o borra en bloque."""

    camino = "version"

    def _exigir_borrador(self) -> None:
        if self.filter(**{f"{self.camino}__publicada_en__isnull": False}).exists():
            raise VersionPublicada("El contenido de una versión publicada no se modifica.")

    def update(self, **campos: Any) -> int:
        """Como en Django, sólo sobre borradores. Lanza `VersionPublicada`."""
        self._exigir_borrador()
        return super().update(**campos)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Como en Django, sólo sobre borradores. Lanza `VersionPublicada`."""
        self._exigir_borrador()
        return super().delete()

    def bulk_create(self, objs: Iterable[C], *args: Any, **kwargs: Any) -> list[C]:
        """Como en Django, sólo sobre borradores. Lanza `VersionPublicada`."""
        objetos = list(objs)
        _exigir_borradores({objeto.version_de_origen_id for objeto in objetos})
        return super().bulk_create(objetos, *args, **kwargs)

    def bulk_update(self, objs: Iterable[C], *args: Any, **kwargs: Any) -> int:
        """Como en Django, sólo sobre borradores. Lanza `VersionPublicada`."""
        objetos = list(objs)
        _exigir_borradores({objeto.version_de_origen_id for objeto in objetos})
        return super().bulk_update(objetos, *args, **kwargs)


class RequisitoQuerySet(ContenidoQuerySet["Requisito"]):
    """Requisitos, protegidos por la versión de su perfil."""

    camino = "perfil__version"


def _exigir_borradores(versiones: set[int]) -> None:
    if Version.objects.publicadas().filter(pk__in=versiones).exists():
        raise VersionPublicada("El contenido de una versión publicada no se modifica.")


class _Contenido(models.Model):
    """Lo que pertenece a una versión y se congela con ella."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Guarda en un borrador. Lanza `VersionPublicada` si su versión (la de antes o la nueva) es pública."""
        previo = type(self)._base_manager.filter(pk=self.pk).first() if self.pk else None
        _exigir_borradores({self.version_de_origen_id, *([previo.version_de_origen_id] if previo else [])})
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Borra de un borrador. Lanza `VersionPublicada` si su versión es pública."""
        _exigir_borradores({self.version_de_origen_id})
        return super().delete(*args, **kwargs)

    @property
    def version_de_origen_id(self) -> int:
        """La llave de la versión a la que pertenece."""
        raise NotImplementedError


class Perfil(_Contenido):
    """Un tipo de bien o servicio («PC de escritorio, equipo administrativo») con sus requisitos."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="perfiles", verbose_name="versión")
    orden = models.PositiveIntegerField("orden")
    clave = models.CharField("clave", max_length=60)
    nombre = models.CharField("nombre", max_length=200)
    categoria = models.CharField("categoría", max_length=60, blank=True)
    PRIVACIDAD = {"ninguna": ("clave", "nombre", "categoria")}

    objects = ContenidoQuerySet["Perfil"].as_manager()

    class Meta:
        verbose_name = "perfil"
        verbose_name_plural = "perfiles"
        ordering = ["version", "orden"]
        constraints = [models.UniqueConstraint(fields=["version", "clave"], name="perfil_clave_unica")]

    def __str__(self) -> str:
        return f"{self.clave} · {self.nombre}"

    @property
    def version_de_origen_id(self) -> int:
        return self.version_id

    def reglas(self) -> list[RequisitoPuro]:
        """Sus requisitos como datos puros, en orden (una consulta, o ninguna si vienen precargados)."""
        filas = sorted(self.requisitos.all(), key=lambda requisito: requisito.orden)
        return [fila.como_regla(self) for fila in filas]

    def evaluar(self, declarado: object) -> Evaluacion:
        """Lo declarado contra este perfil; ver `estandares.reglas.evaluar`."""
        return evaluar(self.reglas(), declarado)


class Requisito(_Contenido):
    """Una fila del estándar: qué se exige de un atributo."""

    perfil = models.ForeignKey(Perfil, models.CASCADE, related_name="requisitos", verbose_name="perfil")
    orden = models.PositiveIntegerField("orden")
    atributo = models.CharField("atributo", max_length=100)
    operador = models.CharField("operador", max_length=20, choices=[(o, o) for o in OPERADORES])
    valor = models.CharField("valor", max_length=2000, blank=True)
    unidad = models.CharField("unidad", max_length=40, blank=True)
    nivel = models.CharField("nivel", max_length=20, choices=[(n, n) for n in NIVELES])
    grupo = models.CharField("grupo", max_length=60, blank=True)
    nota = models.CharField("nota", max_length=2000, blank=True)
    admite_excepcion = models.BooleanField("admite excepción", null=True, help_text="Vacío: el estándar no lo dice.")
    PRIVACIDAD = {"ninguna": ("atributo", "valor", "unidad", "grupo", "nota")}

    objects = RequisitoQuerySet.as_manager()

    class Meta:
        verbose_name = "requisito"
        ordering = ["orden"]  # siempre se leen los de un perfil
        constraints = [
            models.UniqueConstraint(fields=["perfil", "atributo"], name="requisito_atributo_unico"),
            models.UniqueConstraint(fields=["perfil", "orden"], name="requisito_orden_unico"),
            models.CheckConstraint(condition=Q(operador__in=OPERADORES), name="requisito_operador_conocido"),
            models.CheckConstraint(condition=Q(nivel__in=NIVELES), name="requisito_nivel_conocido"),
        ]

    def __str__(self) -> str:
        return f"{self.nombre}: {self.exigido}"

    @property
    def version_de_origen_id(self) -> int:
        return self.perfil.version_id

    @property
    def nombre(self) -> str:
        """El atributo para leerse: «SSD: capacidad»."""
        return nombre_legible(self.atributo)

    @property
    def exigido(self) -> str:
        """Lo que pide, en palabras: «entre 8 y 16 GB»."""
        return exigido(self.como_regla())

    def como_regla(self, perfil: Perfil | None = None) -> RequisitoPuro:
        """La fila como dato puro, con la clave y el nombre de su perfil."""
        perfil = perfil or self.perfil
        return RequisitoPuro(
            atributo=self.atributo, operador=self.operador, valor=self.valor, unidad=self.unidad, nivel=self.nivel,
            grupo=self.grupo, nota=self.nota, perfil=perfil.clave, perfil_nombre=perfil.nombre,
            admite_excepcion=self.admite_excepcion,
        )  # fmt: skip
