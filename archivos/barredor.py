"""Lo que quedó sin dueño en el almacén: renglones que nadie nombra y bytes sin renglón. Aquí se halla y se borra.

Sin carreras con una subida: se borra con el renglón bajo candado (o reservado, si no lo había), y quien guarda vuelve
a poner los bytes después de tener su renglón.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Exists, ManyToOneRel, OuterRef, QuerySet

from archivos.models import Archivo, EstadoDeArchivo

HUELLA = re.compile(r"[0-9a-f]{64}")
PARCIAL = re.compile(r"\.[0-9a-f]{64}\.[0-9a-f]{8}")
PREFIJOS = [f"{n:02x}" for n in range(256)]


def huerfanos(antes: datetime) -> QuerySet[Archivo]:
    """Renglones a los que nada apunta y que no llegan desde `antes`. Lo rechazado se queda: se reconoce si vuelve."""
    sueltos = Archivo.objects.filter(recibido_en__lt=antes).exclude(estado=EstadoDeArchivo.RECHAZADO)
    for relacion in Archivo._meta.get_fields(include_hidden=True):  # también las que no tienen camino de vuelta
        if not isinstance(relacion, ManyToOneRel):
            continue
        columna = relacion.field.name
        sueltos = sueltos.exclude(Exists(relacion.related_model._base_manager.filter(**{columna: OuterRef("pk")})))
    return sueltos.order_by("pk")


def tomar(pk: int, antes: datetime) -> Archivo | None:
    """El renglón bajo candado, si sigue huérfano. Dentro de una transacción."""
    if not Archivo.objects.select_for_update().filter(pk=pk, recibido_en__lt=antes).exists():
        return None
    return huerfanos(antes).filter(pk=pk).first()


@contextmanager
def reservada(sha256: str) -> Iterator[Archivo | None]:
    """Un renglón de paso para bytes que no lo tienen: mientras vive, nadie guarda lo mismo. None si ya hay renglón."""
    try:
        with transaction.atomic():
            renglon = Archivo.objects.create(sha256=sha256, tamano=0, tipo="", contenido=f"{sha256[:2]}/{sha256}")
    except IntegrityError:
        yield None
        return
    yield renglon


def borrar(archivo: Archivo) -> None:
    """El renglón, sus bytes y sus páginas dibujadas. Dentro de la transacción que lo tomó."""
    huella = archivo.sha256
    archivo.delete()
    carpeta = f"paginas/{huella[:2]}/{huella}"
    for nombre in (*(f"{carpeta}/{hoja}" for hoja in listar(carpeta)[1]), f"{huella[:2]}/{huella}"):
        default_storage.delete(nombre)


def sin_renglon(prefijo: str, antes: datetime) -> list[str]:
    """Huellas con bytes o páginas en el almacén, de antes, que no tienen renglón."""
    guardadas = {h for h in listar(prefijo)[1] if HUELLA.fullmatch(h) and _viejo(f"{prefijo}/{h}", antes)}
    dibujadas = {h for h in listar(f"paginas/{prefijo}")[0] if HUELLA.fullmatch(h) and _hojas_viejas(h, antes)}
    halladas = guardadas | dibujadas
    return sorted(halladas - set(Archivo.objects.filter(sha256__startswith=prefijo).values_list("sha256", flat=True)))


def borrar_parciales(prefijo: str, antes: datetime) -> int:
    """Restos de una escritura que no acabó: nunca fueron contenido de nadie. Devuelve cuántos."""
    restos = [f"{prefijo}/{n}" for n in listar(prefijo)[1] if PARCIAL.fullmatch(n) and _viejo(f"{prefijo}/{n}", antes)]
    for resto in restos:
        default_storage.delete(resto)
    return len(restos)


def _hojas_viejas(huella: str, antes: datetime) -> bool:
    carpeta = f"paginas/{huella[:2]}/{huella}"
    hojas = listar(carpeta)[1]
    return bool(hojas) and all(_viejo(f"{carpeta}/{hoja}", antes) for hoja in hojas)


def _viejo(nombre: str, antes: datetime) -> bool:
    try:
        return default_storage.get_modified_time(nombre) < antes
    except FileNotFoundError:
        return False


def listar(carpeta: str) -> tuple[list[str], list[str]]:
    """Carpetas y archivos de una carpeta del almacén; nada si no existe."""
    try:
        carpetas, archivos = default_storage.listdir(carpeta)
    except FileNotFoundError:
        return [], []
    return list(carpetas), list(archivos)
