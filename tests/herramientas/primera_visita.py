"""Lo que baja un navegador con la memoria vacía: la página y todo lo que pide para pintarse, como viaja por la red."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.http import HttpResponseBase
from django.test import Client, override_settings

from config import ajustes
from cuentas.templatetags.interfaz import fijo

PEDIDOS = re.compile(r'<(?:link|script|img)\b[^>]*?\b(?:href|src)="(/estaticos/[^"]+)"')
COMO_NAVEGADOR = {"accept-encoding": "gzip, br", "host": "localhost"}


@contextmanager
def estaticos_de_produccion(carpeta: Path) -> Iterator[None]:
    """Juntos, comprimidos y con su huella en el nombre."""
    almacenes = {**settings.STORAGES, "staticfiles": ajustes.STORAGES["staticfiles"]}
    with override_settings(STATIC_ROOT=carpeta, STORAGES=almacenes, WHITENOISE_USE_FINDERS=False):
        call_command("collectstatic", interactive=False, verbosity=0)
        fijo.cache_clear()  # lo dibujado con los nombres de antes
        try:
            yield
        finally:
            fijo.cache_clear()


def primera_visita(ruta: str, persona: Any = None) -> dict[str, HttpResponseBase]:
    """Cada dirección que se pide, con su respuesta. Dentro de `estaticos_de_produccion`. `RuntimeError` si no es 200."""
    cliente = Client(headers=COMO_NAVEGADOR)
    if persona:
        cliente.force_login(persona, backend=settings.AUTHENTICATION_BACKENDS[0])
    pagina = cliente.get(ruta, secure=True)
    if pagina.status_code != 200:
        raise RuntimeError(f"{ruta} contestó {pagina.status_code}.")
    html = gzip.decompress(pagina.content).decode()
    pedidos = dict.fromkeys(PEDIDOS.findall(html))
    return {ruta: pagina, **{pedido: cliente.get(pedido, secure=True) for pedido in pedidos}}


def bytes_de(respuesta: HttpResponseBase) -> int:
    """Los del cuerpo, ya comprimido si viaja así."""
    return sum(map(len, respuesta)) if respuesta.streaming else len(respuesta.content)
