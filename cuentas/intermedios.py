"""La sesión vence por inactividad y por edad, y quien lo decide es el servidor (ASVS 7.3.1 y 7.3.2)."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from bitacora.cadena import anotar
from cuentas import reloj

CADA_SEGUNDOS = 60
VENCIDA = "Su sesión venció. Entre de nuevo para seguir; lo guardado se conserva."


class SesionIntermedio:
    """Cierra la sesión inactiva o demasiado larga.

    Mide con el reloj del equipo, como las galletas de sesión, y no con el del dominio, que la demostración mueve.
    """

    def __init__(self, siguiente: Callable[[HttpRequest], HttpResponse]) -> None:
        self.siguiente = siguiente

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return self.siguiente(request)
        if not _vencida(request):
            return self.siguiente(request)
        _cerrar(request)
        if request.headers.get("HX-Request"):
            return HttpResponse(VENCIDA, status=401, content_type="text/plain; charset=utf-8")
        messages.warning(request, VENCIDA)
        return self.siguiente(request)


def _vencida(request: HttpRequest) -> bool:
    ahora = int(time.time())
    inicio = request.session.setdefault("iniciada", ahora)
    vista = request.session.get("vista", 0)
    if ahora - vista >= CADA_SEGUNDOS:
        request.session["vista"] = ahora
    inactiva = bool(vista) and ahora - vista > settings.SESION_INACTIVA_SEGUNDOS
    return inactiva or ahora - inicio > settings.SESSION_COOKIE_AGE


def _cerrar(request: HttpRequest) -> None:
    persona = request.user
    logout(request)
    with transaction.atomic():
        anotar("sesion.vencida", persona, por=None, en=reloj.ahora())
