"""Lo que comparten las órdenes: leer el archivo dado y rechazarlo (salida 2) con todos sus errores."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from django.core.management.base import CommandError

from archivos.columnas import ErrorDeEntrada

MAL_FORMADO = 2
"""Código de salida cuando la entrada está mal formada."""


def leer_bytes(ruta: Path) -> bytes:
    """El contenido del archivo. Lanza `CommandError` (salida 2) si no se puede abrir."""
    try:
        return ruta.read_bytes()
    except OSError as defecto:
        raise CommandError(
            f"No se pudo leer {ruta}: revise que exista y que tenga permiso.", returncode=MAL_FORMADO
        ) from defecto


def exigir_sin_errores(por_archivo: Mapping[Path, Sequence[ErrorDeEntrada]]) -> None:
    """Lanza `CommandError` (salida 2) con un renglón por error: archivo, fila, columna y qué corregir."""
    renglones = [f"{ruta}: {defecto}" for ruta, defectos in por_archivo.items() for defecto in defectos]
    if renglones:
        cuantos = f"{len(renglones)} error{'es' if len(renglones) > 1 else ''} en la entrada; no se hizo nada."
        raise CommandError("\n".join([cuantos, *renglones]), returncode=MAL_FORMADO)
