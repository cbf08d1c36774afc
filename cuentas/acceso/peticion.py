"""La petición después de la puerta: quien la hace ya entró."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from cuentas.models import Usuario


class Peticion(HttpRequest):
    """Lo que reciben las vistas con `PuertaMixin`. Nadie la construye: dice lo que pusieron los intermedios."""

    user: Usuario
    htmx: HtmxDetails


def persona_de(request: HttpRequest) -> Usuario:
    """Quien entró, donde Django y allauth sólo prometen un `HttpRequest`. `TypeError` si nadie ha entrado."""
    if not request.user.is_authenticated:
        raise TypeError("Esa petición no pasó por la puerta.")
    return request.user
