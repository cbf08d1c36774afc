"""Quién tiene abierta una pantalla de trabajo. Vive un rato en la caché compartida: ni bitácora ni base del trámite.

Dos latidos en el mismo instante pueden pisarse; el siguiente, treinta segundos después, lo corrige.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

from cuentas.acceso.acceso import puede
from cuentas.models import Area, Usuario
from dictamenes.models import Solicitud
from flujos.recorrido.etapas import NUESTRAS

VENCE = timedelta(seconds=75)
DE_AREA = "area-"
OPERACION_DE = {etapa.clave: etapa.operacion for etapa in NUESTRAS if not etapa.por_area}

Presentes = dict[int, tuple[datetime, datetime]]  # persona → desde cuándo y su último latido


@dataclass(frozen=True)
class Presente:
    """Otra persona que lo tiene abierto."""

    nombre: str
    desde: datetime


def puede_estar(usuario: Usuario, lugar: str) -> bool:
    """Si la persona trabaja en esa pantalla: «requisitos», «estrategia», «firma» o «area-» y la clave de su área."""
    if lugar.startswith(DE_AREA):
        area = Area.objects.filter(clave=lugar.removeprefix(DE_AREA)).first()
        return area is not None and puede(usuario, "revision.opinar", area)
    return lugar in OPERACION_DE and puede(usuario, OPERACION_DE[lugar])


def latir(solicitud: Solicitud, lugar: str, persona: Usuario, en: datetime) -> None:
    """La persona sigue ahí."""
    presentes = _vigentes(solicitud, lugar, en)
    desde = presentes.get(persona.pk, (en, en))[0]
    presentes[persona.pk] = (desde, en)
    guardados = [(pk, *(momento.isoformat() for momento in momentos)) for pk, momentos in presentes.items()]
    cache.set(_clave(solicitud, lugar), guardados, VENCE.total_seconds())


def demas_presentes(solicitud: Solicitud, lugar: str, persona: Usuario, en: datetime) -> list[Presente]:
    """Las demás que lo tienen abierto, de la que llegó primero a la última."""
    presentes = {pk: desde for pk, (desde, _) in _vigentes(solicitud, lugar, en).items() if pk != persona.pk}
    if not presentes:
        return []
    nombres = Usuario.objects.filter(pk__in=presentes).values_list("pk", "nombre")
    return sorted((Presente(nombre, presentes[pk]) for pk, nombre in nombres), key=lambda p: (p.desde, p.nombre))


def _vigentes(solicitud: Solicitud, lugar: str, en: datetime) -> Presentes:
    guardados = cache.get(_clave(solicitud, lugar), [])
    leidos = ((pk, datetime.fromisoformat(desde), datetime.fromisoformat(ultimo)) for pk, desde, ultimo in guardados)
    return {pk: (desde, ultimo) for pk, desde, ultimo in leidos if en - ultimo < VENCE}


def _clave(solicitud: Solicitud, lugar: str) -> str:
    return f"presencia:{solicitud.pk}:{lugar}"
