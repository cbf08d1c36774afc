"""Entregar lo que el sistema escribe: con el tipo de su extensión y siempre para guardarse con su nombre."""

from __future__ import annotations

from django.http import HttpResponse

from archivos.entrada import ADMITIDOS

TIPOS = {
    "csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8", "pdf": ADMITIDOS["pdf"][0],
    "xlsx": ADMITIDOS["xlsx"][0],
}


def descarga(contenido: bytes | str, nombre: str) -> HttpResponse:
    """La respuesta que guarda ese archivo, sin que el navegador adivine otro tipo; el nombre lo pone el sistema.

    `KeyError` si su extensión no es de las que se escriben aquí.
    """
    return HttpResponse(contenido, content_type=TIPOS[nombre.rpartition(".")[2]], headers={
        "Content-Disposition": f'attachment; filename="{nombre}"', "X-Content-Type-Options": "nosniff",
    })
