"""Las listas de criterios con que se estudia un asunto, con sus versiones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import F, Q

from cuentas.models.versiones import PublicableQuerySet, VersionPublicable
from dictamenes.models.catalogos import Categoria


@dataclass(frozen=True)
class Criterio:
    """Una pregunta de la versión `version` de su lista; `categorias` vacío significa que siempre se hace."""

    clave: str
    nombre: str
    pregunta: str
    version: int
    categorias: frozenset[str] = frozenset()

    @property
    def categorias_en_palabras(self) -> str:
        """«Datos y analítica, Desarrollo y sitios»."""
        return ", ".join(sorted(Categoria(c).label for c in self.categorias))


class ClaseDeLista(models.TextChoices):
    """Quién la contesta."""

    TECNICA = "tecnica", "Criterios técnicos"
    ESTRATEGICA = "estrategica", "Criterios estratégicos"


class ListaDeCriterios(VersionPublicable):
    """Una versión de las preguntas de una clase. Rige desde que se publica hasta que se publica la siguiente."""

    clase = models.CharField("clase", max_length=12, choices=ClaseDeLista)
    criterios = models.JSONField("criterios")
    PRIVACIDAD = {"ninguna": ("criterios",)}

    objects = PublicableQuerySet.as_manager()

    class Meta:
        verbose_name = "lista de criterios"
        verbose_name_plural = "listas de criterios"
        ordering = ["clase", "-numero"]
        constraints = [
            models.UniqueConstraint(fields=["clase", "numero"], name="criterios_version_unica"),
            models.UniqueConstraint(
                fields=["clase"], condition=Q(publicada_en=None), name="criterios_un_solo_borrador"
            ),
            models.CheckConstraint(
                condition=Q(publicada_por=None) | ~Q(publicada_por=F("redactada_por")), name="criterios_publica_otra",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_clase_display()}, versión {self.numero}"

    def preguntas(self, categorias: Iterable[str] | None = None) -> list[Criterio]:
        """Las que vienen al caso según de qué son los conceptos; sin `categorias`, todas."""
        todas = [
            Criterio(**{**dato, "version": self.numero, "categorias": frozenset(dato.get("categorias", ()))})
            for dato in self.criterios
        ]
        presentes = None if categorias is None else set(categorias)
        return [c for c in todas if presentes is None or not c.categorias or c.categorias & presentes]
