"""El único lugar que cambia el estado de un archivo: de pendiente a disponible o a rechazado, una sola vez."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from archivos.models import Archivo, EstadoDeArchivo

ESPERA = timedelta(minutes=10)
LARGO_DE_MOTIVO = 200


def pendientes(en: datetime) -> QuerySet[Archivo]:
    """Los que toca revisar, del más antiguo al más nuevo."""
    tocan = Q(intentar_en=None) | Q(intentar_en__lte=en)
    return Archivo.objects.filter(tocan, estado=EstadoDeArchivo.PENDIENTE).order_by("creado_en", "pk")


def liberar(archivo: Archivo) -> bool:
    """Está limpio. Falso si otro ya había decidido."""
    return bool(_pendiente(archivo).update(estado=EstadoDeArchivo.DISPONIBLE))


def rechazar(archivo: Archivo, motivo: str) -> bool:
    """No se admite, y por qué. Falso si otro ya había decidido."""
    corto = motivo[:LARGO_DE_MOTIVO]
    return bool(_pendiente(archivo).update(estado=EstadoDeArchivo.RECHAZADO, motivo=corto))


def aplazar(archivo: Archivo, en: datetime) -> None:
    """Sigue pendiente; se intenta de nuevo en diez minutos y mientras deja pasar a los demás."""
    _pendiente(archivo).update(intentar_en=en + ESPERA)


def _pendiente(archivo: Archivo) -> QuerySet[Archivo]:
    return Archivo.objects.filter(pk=archivo.pk, estado=EstadoDeArchivo.PENDIENTE)
