"""Cuántas veces seguidas puede pedir algo una misma dirección. Cuenta en la caché; sin ella no hay tope."""

from __future__ import annotations

import ipaddress
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def direccion_de(request: HttpRequest) -> str:
    """La dirección de quien pide. Sólo cree en X-Forwarded-For lo que agregó un proxy de confianza; IPv6, por /64."""
    saltos = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    cadena = [parte.strip() for parte in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    texto = cadena[-saltos] if 0 < saltos <= len(cadena) else request.META.get("REMOTE_ADDR", "")
    try:
        direccion = ipaddress.ip_address(texto)
    except ValueError:
        return "desconocida"
    if direccion.version == 6:
        return str(ipaddress.ip_network(f"{direccion}/64", strict=False))
    return str(direccion)


def excedida(request: HttpRequest, accion: str, *, tope: int, segundos: int = 60) -> bool:
    """Anota una petición y dice si la dirección ya pasó de `tope` en la ventana de `segundos`."""
    return anotar(accion, direccion_de(request), segundos=segundos) > tope


def anotar(accion: str, quien: str, *, segundos: int) -> int:
    """Anota un intento de alguien y dice cuántos lleva en la ventana de `segundos`."""
    llave = _llave(accion, quien)
    cache.add(llave, 0, segundos)
    try:
        return cache.incr(llave)
    except ValueError:  # venció entre una línea y otra
        return 0


def llevados(accion: str, quien: str) -> int:
    """Cuántos intentos lleva en la ventana, sin anotar otro."""
    return int(cache.get(_llave(accion, quien), 0))


def devolver(accion: str, quien: str) -> None:
    """Quita un intento que resultó bueno: sólo los fallidos gastan el tope."""
    llave = _llave(accion, quien)
    try:
        if cache.incr(llave, -1) < 0:
            cache.delete(llave)
    except ValueError:  # la ventana ya se cerró
        return


def _llave(accion: str, quien: str) -> str:
    return f"tasa:{accion}:{sha256(quien.encode()).hexdigest()[:24]}"
