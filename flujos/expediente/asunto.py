"""Traer de una vez lo que una página lee de un asunto: quien lo use después ya no consulta la base."""

from __future__ import annotations

from django.db import models
from django.db.models import CharField, Exists, Prefetch, prefetch_related_objects

from bitacora.models import clave_de
from cuentas import reloj
from cuentas.models import Aviso
from cuentas.personas.ausencias import con_su_ausencia
from cuentas.preparada import Modelo, PreparadaDeModelos, estan_leidos, hueco, ya_leidos
from cuentas.temas import NOTIFICAN
from dictamenes.models import (
    Condicion,
    EscritoEnPapel,
    ExcepcionDeClausula,
    Mensaje,
    Notificacion,
    Participacion,
    Plazo,
    Presentacion,
    Prevencion,
    Revision,
    Solicitud,
    Suspension,
)
from flujos.models import Pendiente

# Lo que casi ningún asunto tiene y cómo llega a él: de todas se pregunta junto si hay, y sólo se lee lo que hay.
RARAS: tuple[tuple[str, type[models.Model], str], ...] = (
    ("notificaciones", Notificacion, "solicitud"),
    ("escritos", EscritoEnPapel, "solicitud"), ("prevenciones", Prevencion, "solicitud"),
    ("mensajes", Mensaje, "solicitud"), ("pendientes", Pendiente, "solicitud"),
    ("plazos__suspensiones", Suspension, "plazo__solicitud"),
    ("dictamen__condiciones", Condicion, "dictamen__solicitud"), ("acumuladas", Solicitud, "acumulada_a"),
)
CUAL = hueco("solicitud")
LEIDOS = Aviso.objects.filter(tema__in=NOTIFICAN, leido_en__isnull=False)
ENTREGAS = PreparadaDeModelos(lambda: (
    Presentacion.objects.filter(solicitud=CUAL).defer("acuse").select_related("por").order_by("numero").annotate(**{
        f"hay_{n}": Exists(modelo._default_manager.filter(**{camino: CUAL}))
        for n, (_, modelo, camino) in enumerate(RARAS)
    }, **{"hay_excepciones": Exists(ExcepcionDeClausula.objects.filter(concepto__solicitud=CUAL)),
          "hay_leidas": Exists(LEIDOS.filter(objeto=hueco("objeto", CharField())))})
))  # fmt: skip
REVISIONES = PreparadaDeModelos(
    lambda: Revision.objects.filter(solicitud=CUAL).select_related("area", "dada_por", "turnada_a"))
PARTICIPACIONES = PreparadaDeModelos(lambda: Participacion.objects.filter(solicitud=CUAL).select_related("persona"))
PLAZOS = PreparadaDeModelos(lambda: Plazo.objects.filter(solicitud=CUAL))


def traer(solicitud: Solicitud) -> None:
    """Todo lo que su página lee más de una vez, y de lo raro, sólo lo que hay."""
    entregadas = entregas(solicitud)
    revisiones(solicitud)
    _leer(solicitud, "participaciones", PARTICIPACIONES)
    _leer(solicitud, "plazos", PLAZOS)
    vacias = (Prefetch(nombre, modelo._default_manager.none()) for nombre, modelo in _que_no_hay(entregadas))
    prefetch_related_objects([solicitud], *vacias)
    prefetch_related_objects(
        [solicitud], "plazos__suspensiones",
        Prefetch("notificaciones", Notificacion.objects.select_related("oficio", "por")),
        Prefetch("pendientes", con_su_ausencia(
            Pendiente.objects.select_related("area", "encargada").order_by("pk"), reloj.hoy(), "encargada")),
        Prefetch("escritos", EscritoEnPapel.objects.select_related("capturado_por", "archivo")),
    )


def entregas(solicitud: Solicitud) -> list[Presentacion]:
    """Las presentaciones con quién las hizo, de la primera a la última; sin lo que dice su acuse."""
    return _leer(solicitud, "presentaciones", ENTREGAS)


def hay_excepciones(solicitud: Solicitud) -> bool:
    """Si alguna cláusula de sus conceptos tiene excepción, pedida o resuelta; sin entregas no se sabe: puede haber."""
    entregadas = entregas(solicitud)
    return not entregadas or bool(getattr(entregadas[0], "hay_excepciones", True))


def alguna_leida(solicitud: Solicitud) -> bool:
    """Si alguien leyó un aviso de los que notifican; sin entregas no se sabe: puede ser."""
    entregadas = entregas(solicitud)
    return not entregadas or bool(getattr(entregadas[0], "hay_leidas", True))


def revisiones(solicitud: Solicitud) -> list[Revision]:
    """Las de todas las áreas y rondas, con su área, quién la tiene y quién la dio."""
    return _leer(solicitud, "revisiones", REVISIONES)


def _leer(solicitud: Solicitud, nombre: str, preparada: PreparadaDeModelos[Modelo]) -> list[Modelo]:
    if not estan_leidos(solicitud, nombre):
        ya_leidos(solicitud, nombre, preparada(solicitud=solicitud.pk, objeto=clave_de(solicitud)))
    return list(getattr(solicitud, nombre).all())


def _que_no_hay(entregadas: list[Presentacion]) -> list[tuple[str, type[models.Model]]]:
    """De lo raro, lo que ese asunto no tiene; sin entregas no se sabe."""
    return [
        (nombre, modelo) for n, (nombre, modelo, _) in enumerate(RARAS)
        if entregadas and not getattr(entregadas[0], f"hay_{n}")
    ]
