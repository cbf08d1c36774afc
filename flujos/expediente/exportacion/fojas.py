"""Cuántas fojas tiene un documento: las páginas de un PDF, una por imagen; lo demás no se pagina."""

from __future__ import annotations

from archivos.paginas import SinPaginas, contar
from dictamenes.documento.documentos import PDF


def de(contenido: bytes, tipo: str) -> int | None:
    """Las fojas, o None si no se pagina o no se pudo leer."""
    if tipo.startswith("image/"):
        return 1
    if tipo != PDF:
        return None
    try:
        return contar(contenido)
    except SinPaginas:
        return None
