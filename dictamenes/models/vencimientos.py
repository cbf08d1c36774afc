"""Lo dictaminado que tiene fecha de término: licencias, arrendamientos, enlaces y lo que su formulario marque."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from cuentas.acceso.acceso import ambito
from cuentas.models import Ente, Usuario
from dictamenes.models.dictamen import Dictamen
from dictamenes.models.solicitud import CONCLUIDOS, Estado, Solicitud

SIN_FRUTO = tuple(estado for estado in CONCLUIDOS if estado != Estado.EMITIDA)


class VencimientoQuerySet(models.QuerySet["Vencimiento"]):
    def visibles_para(self, usuario: Usuario, operacion: str = "vencimiento.ver") -> VencimientoQuerySet:
        alcance = ambito(usuario, operacion)
        return self.all() if alcance.todo else self.filter(ente__in=alcance.entes)

    def por_decidir(self) -> VencimientoQuerySet:
        """Los que nadie ha empezado a renovar ni ha dicho que no se renovarán."""
        return self.filter(Q(renovacion=None) | Q(renovacion__estado__in=SIN_FRUTO), descartado_en=None)


class Vencimiento(models.Model):
    """Algo de un dictamen emitido que termina en una fecha; nace al emitirse, una vez por pregunta que lo dice."""

    dictamen = models.ForeignKey(Dictamen, models.PROTECT, related_name="vencimientos", db_index=False)
    ente = models.ForeignKey(Ente, models.PROTECT, related_name="+", db_index=False)
    pregunta = models.CharField("pregunta que lo dice", max_length=60)
    fecha = models.DateField("cuándo termina")
    avisar_en = models.DateTimeField("cuándo toca avisar al ente", null=True)
    descartado_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    descartado_en = models.DateTimeField(null=True)
    motivo = models.TextField("por qué no se renovará", blank=True, default="")
    renovacion = models.ForeignKey(Solicitud, models.SET_NULL, null=True, related_name="renueva")
    PRIVACIDAD = {"texto": ("motivo",), "ninguna": ("pregunta",)}

    objects = VencimientoQuerySet.as_manager()

    class Meta:
        verbose_name = "vencimiento"
        ordering = ["fecha", "pk"]
        indexes = [
            models.Index(fields=["ente", "fecha"], name="vencimiento_ente_fecha"),
            models.Index(fields=["fecha", "id"], name="vencimiento_fecha"),
            models.Index(fields=["avisar_en"], name="vencimiento_avisar", condition=Q(avisar_en__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["dictamen", "pregunta"], name="vencimiento_unico_por_pregunta"),
            models.CheckConstraint(
                name="vencimiento_descartado_entero",
                condition=Q(descartado_en=None, descartado_por=None, motivo="")
                | (Q(descartado_en__isnull=False, descartado_por__isnull=False) & ~Q(motivo="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dictamen} · {self.fecha:%d/%m/%Y}"

    @property
    def se_renueva(self) -> bool:
        """Si tiene una renovación abierta o ya dictaminada."""
        return self.renovacion is not None and self.renovacion.estado not in SIN_FRUTO

    def dias(self, hoy: date) -> int:
        """Días naturales que le faltan; negativo si ya terminó."""
        return (self.fecha - hoy).days
