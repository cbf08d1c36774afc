"""La sesión vence por inactividad y por edad, y quien debe tener segundo factor no pasa sin él (ASVS 6.3.3 y 7.3)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from bitacora.cadena import anotar
from cuentas import reloj
from cuentas.acceso import sesiones
from cuentas.acceso.peticion import persona_de
from cuentas.acceso.sesiones import VENCIDA
from cuentas.entrada import factores
from cuentas.entrada.tasa import direccion_de

CADA_SEGUNDOS = 60
LATIDO = "X-Latido"
FALTA_FACTOR = "Su papel exige un segundo factor. Dé de alta uno para seguir: toma un minuto."
SIN_FACTOR_SE_LLEGA = {
    "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn", "account_reauthenticate", "account_logout", "account_change_password",
    "cuentas:mi_cuenta", "cuentas:sesiones", "cuentas:sesion_cerrar", "cuentas:sesiones_cerrar", "inicio", "privacidad",
}


class SesionIntermedio:
    """Cierra la sesión inactiva o demasiado larga. Escribe en ella, cuando mucho, una vez por minuto.

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


class SegundoFactorIntermedio:
    """Sin el segundo factor que su papel exige, sólo se llega a darlo de alta, a la propia cuenta y a la salida."""

    def __init__(self, siguiente: Callable[[HttpRequest], HttpResponse]) -> None:
        self.siguiente = siguiente

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.siguiente(request)

    def process_view(self, request: HttpRequest, vista: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Desvía al alta del factor; None deja pasar. A htmx le contesta 403."""
        if not factores.falta(request):
            return None
        if request.resolver_match is not None and request.resolver_match.view_name in SIN_FACTOR_SE_LLEGA:
            return None
        if request.headers.get("HX-Request"):
            return HttpResponse(FALTA_FACTOR, status=403, content_type="text/plain; charset=utf-8")
        messages.warning(request, FALTA_FACTOR)
        return redirect("mfa_index")


def _vencida(request: HttpRequest) -> bool:
    ahora = int(time.time())
    request.session.setdefault("iniciada", ahora)
    vista = request.session.get("vista", 0)
    if ahora - vista >= CADA_SEGUNDOS and LATIDO not in request.headers:  # una pestaña olvidada no es actividad
        request.session["vista"] = ahora
        request.session["direccion"] = direccion_de(request)
        request.session["dispositivo"] = sesiones.dispositivo(request.headers.get("User-Agent", ""))
    inactiva = bool(vista) and ahora - vista > settings.SESION_INACTIVA_SEGUNDOS
    return inactiva or sesiones.quedan(request.session) < 0


def _cerrar(request: HttpRequest) -> None:
    persona = persona_de(request)
    logout(request)
    with transaction.atomic():
        anotar("sesion.vencida", persona, por=None, en=reloj.ahora())
