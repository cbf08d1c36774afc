"""Entregar archivos, siempre para guardarse: lo que escribe el sistema y, aislado, lo que subió alguien."""

from __future__ import annotations

from typing import IO

from django.core.files import File
from django.http import FileResponse, HttpResponse

from archivos.entrada import ADMITIDOS

TIPOS = {
    "csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8", "pdf": ADMITIDOS["pdf"][0],
    "txt": "text/plain; charset=utf-8", "xlsx": ADMITIDOS["xlsx"][0], "zip": "application/zip",
}
CAJA_DE_ARENA = "default-src 'none'; sandbox"  # si el navegador lo abriera, sin código, sin origen y sin cargar nada


def descarga(contenido: bytes | str, nombre: str) -> HttpResponse:
    """La respuesta que guarda ese archivo, sin que el navegador adivine otro tipo; el nombre lo pone el sistema.

    `KeyError` si su extensión no es de las que se escriben aquí.
    """
    return HttpResponse(contenido, content_type=TIPOS[nombre.rpartition(".")[2]], headers={
        "Content-Disposition": f'attachment; filename="{nombre}"', "X-Content-Type-Options": "nosniff",
    })


def como_descarga(contenido: File[bytes] | IO[bytes], nombre: str, tipo: str) -> FileResponse:
    """Un archivo que subió alguien: siempre para guardarse (RFC 6266), con su tipo, sin adivinar, y aislado."""
    respuesta = FileResponse(contenido, as_attachment=True, filename=nombre, content_type=tipo)
    respuesta["X-Content-Type-Options"] = "nosniff"
    respuesta["Content-Security-Policy"] = CAJA_DE_ARENA
    respuesta["Cache-Control"] = "private, no-store"
    return respuesta
