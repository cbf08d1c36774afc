"""Cada petición con su id y su renglón de acceso; envuelve a todos los demás intermedios."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from config.registros import ruta_de
from cuentas.rastreo import peticion

CABECERA = "X-Request-ID"
# Sólo cifras hexadecimales y guiones (UUID, el $request_id de nginx): ahí no cabe un correo, un nombre ni un RFC.
FORMA = re.compile(r"[0-9a-fA-F-]{16,64}")

registro = logging.getLogger("config.acceso")


class PeticionIntermedio:
    """Da un id a la petición, lo devuelve en `X-Request-ID` y deja un renglón de acceso sin datos personales."""

    def __init__(self, siguiente: Callable[[HttpRequest], HttpResponse]) -> None:
        self.siguiente = siguiente

    def __call__(self, request: HttpRequest) -> HttpResponse:
        inicio, marca = time.perf_counter(), peticion.set(id_de(request))
        try:
            respuesta = self.siguiente(request)
            respuesta[CABECERA] = peticion.get()
            _anotar(request, respuesta, inicio)
            return respuesta
        finally:
            peticion.reset(marca)


def id_de(request: HttpRequest) -> str:
    """El id que puso un proxy de confianza (PROXIES_DE_CONFIANZA) o, si no lo hay o no tiene la forma, uno nuevo."""
    saltos = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    por_proxy = 0 < saltos <= len(request.headers.get("X-Forwarded-For", "").split(","))
    dicho = request.headers.get(CABECERA, "")
    return dicho if por_proxy and FORMA.fullmatch(dicho) else secrets.token_hex(8).upper()


def _anotar(request: HttpRequest, respuesta: HttpResponse, inicio: float) -> None:
    registro.info(
        "petición",
        extra={
            "metodo": request.method if request.method in ("GET", "HEAD", "POST", "OPTIONS") else "otro",
            "ruta": ruta_de(request), "codigo": respuesta.status_code,
            "ms": round((time.perf_counter() - inicio) * 1000), "persona": _persona(request),
        },
    )


def _persona(request: HttpRequest) -> int | None:
    """El pk de quien pidió si algo ya lo buscó: el renglón de acceso no va a la base a preguntarlo."""
    return getattr(request.__dict__.get("_cached_user"), "pk", None)
