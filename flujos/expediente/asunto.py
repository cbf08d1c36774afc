"""Traer de una vez lo que una página lee de un asunto: quien lo use después ya no consulta la base."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, Prefetch, prefetch_related_objects

from cuentas.preparada import Preparada, hueco
from dictamenes.models import (
    Condicion,
    EscritoEnPapel,
    Mensaje,
    Participacion,
    Presentacion,
    Prevencion,
    Revision,
    Solicitud,
    Suspension,
)
from flujos.models import Pendiente

# Lo que casi ningún asunto tiene y cómo llega a él: de todas se pregunta junto si hay, y sólo se lee lo que hay.
RARAS: tuple[tuple[str, type[models.Model], str], ...] = (
    ("escritos", EscritoEnPapel, "solicitud"), ("prevenciones", Prevencion, "solicitud"),
    ("mensajes", Mensaje, "solicitud"), ("pendientes", Pendiente, "solicitud"),
    ("plazos__suspensiones", Suspension, "plazo__solicitud"),
    ("dictamen__condiciones", Condicion, "dictamen__solicitud"), ("acumuladas", Solicitud, "acumulada_a"),
)
CUAL = hueco("solicitud")
QUE_HAY = Preparada(lambda: Solicitud.objects.filter(pk=CUAL).values_list(
    *(Exists(modelo._default_manager.filter(**{camino: CUAL})) for _, modelo, camino in RARAS)
))  # fmt: skip


def traer(solicitud: Solicitud) -> None:
    """Todo lo que su página lee más de una vez, y de lo raro, sólo lo que hay."""
    entregas(solicitud)
    revisiones(solicitud)
    participaciones = Prefetch("participaciones", Participacion.objects.select_related("persona"))
    prefetch_related_objects([solicitud], participaciones, "plazos")
    vacias = (Prefetch(nombre, modelo._default_manager.none()) for nombre, modelo in _que_no_hay(solicitud))
    prefetch_related_objects([solicitud], *vacias)
    prefetch_related_objects(
        [solicitud], "plazos__suspensiones",
        Prefetch("pendientes", Pendiente.objects.select_related("area", "encargada").order_by("pk")),
        Prefetch("escritos", EscritoEnPapel.objects.select_related("capturado_por", "archivo")),
    )


def entregas(solicitud: Solicitud) -> list[Presentacion]:
    """Las presentaciones con quién las hizo, de la primera a la última; sin lo que dice su acuse."""
    con_quien = Presentacion.objects.defer("acuse").select_related("por")
    prefetch_related_objects([solicitud], Prefetch("presentaciones", con_quien))
    return list(solicitud.presentaciones.all())


def revisiones(solicitud: Solicitud) -> list[Revision]:
    """Las de todas las áreas y rondas, con su área, quién la tiene y quién la dio."""
    con_quien = Revision.objects.select_related("area", "dada_por", "turnada_a")
    prefetch_related_objects([solicitud], Prefetch("revisiones", con_quien))
    return list(solicitud.revisiones.all())


def _que_no_hay(solicitud: Solicitud) -> list[tuple[str, type[models.Model]]]:
    hay = QUE_HAY(solicitud=solicitud.pk)[0]
    return [(nombre, modelo) for (nombre, modelo, _), si in zip(RARAS, hay, strict=True) if not si]
