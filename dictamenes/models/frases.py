"""Las frases que guarda quien revisa para no teclear lo mismo en cada opinión."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cuentas.acceso.acceso import ambito
from cuentas.models import Area, Usuario

NINGUNA = Q(pk__in=())


class Para(models.TextChoices):
    """Quién más la usa."""

    PROPIA = "propia", "Sólo para mí"
    AREA = "area", "Para mi área"
    COMUN = "comun", "Para todas las áreas y la revisión estratégica"


class FraseQuerySet(models.QuerySet["Frase"]):
    """Preguntas sobre frases: lo que no se alcanza, para esa persona no existe."""

    def visibles_para(self, persona: Usuario) -> FraseQuerySet:
        """Las que puede usar: las suyas, las de sus áreas y las comunes, sin las retiradas."""
        comunes = Q(para=Para.COMUN) if ambito(persona, "frase.usar") else NINGUNA
        return self.filter(comunes | _a_su_cuidado(persona), retirada_en=None).select_related("area")

    def a_cuidado_de(self, persona: Usuario) -> FraseQuerySet:
        """Las que corrige y retira: las de un área las cuida su área, y las comunes, estrategia. Aun retiradas."""
        return self.filter(_a_su_cuidado(persona))


class Frase(models.Model):
    """Un texto corto que se inserta al opinar o al proponer; lo insertado ya no depende de ella."""

    titulo = models.CharField("título", max_length=80)
    texto = models.TextField("texto", max_length=2000)
    para = models.CharField("para quién", max_length=10, choices=Para)
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    guardada_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    guardada_en = models.DateTimeField()
    retirada_en = models.DateTimeField(null=True)
    PRIVACIDAD = {"texto": ("titulo", "texto")}

    objects = FraseQuerySet.as_manager()

    class Meta:
        verbose_name = "frase"
        ordering = ["titulo", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(para=Para.AREA, area__isnull=False) | (~Q(para=Para.AREA) & Q(area=None)),
                name="frase_de_area_dice_cual",
            )
        ]

    def __str__(self) -> str:
        return self.titulo

    @property
    def de_quien(self) -> str:
        """«Sólo para mí», el nombre del área, o para todas."""
        return str(self.area) if self.area_id else str(self.get_para_display())


def _a_su_cuidado(persona: Usuario) -> Q:
    alcanzado = ambito(persona, "frase.usar")
    if not alcanzado:
        return NINGUNA
    suyas = Q(para=Para.PROPIA, guardada_por=persona) | Q(para=Para.AREA, area__in=alcanzado.areas)
    return suyas | Q(para=Para.COMUN) if alcanzado.todo else suyas
