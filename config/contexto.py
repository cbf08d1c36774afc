"""Lo que toda página necesita saber del sitio."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from config import ayuda, menu
from cuentas.acceso import sesiones
from cuentas.acceso.acceso import Orden, ordenes
from cuentas.avisos import avisos
from cuentas.interfaz.pantalla import preferencia


def sitio(request: HttpRequest) -> dict[str, Any]:
    """Aviso del sitio y paso al de práctica, ayuda, navegación y avisos de la persona, y cuánto le dura la sesión."""
    navegacion = SimpleLazyObject(lambda: menu.menu(request))
    return {
        "ayuda_url": SimpleLazyObject(lambda: ayuda.destino(request)),
        "aviso_del_sitio": settings.AVISO_DEL_SITIO,
        "entre_sitios": settings.ENTRE_SITIOS,
        "navegacion": navegacion,
        "vinculo_abierto": SimpleLazyObject(lambda: menu.abierto(navegacion)),
        "avisos_sin_leer": SimpleLazyObject(lambda: _sin_leer(request.user)),
        "ordenes_de_auditoria": SimpleLazyObject(lambda: _ordenes(request)),
        "sin_atajos": SimpleLazyObject(lambda: preferencia(getattr(request, "user", None), "atajos") == "no"),
        "sesion_segundos": settings.SESION_INACTIVA_SEGUNDOS,
        "sesion_quedan": SimpleLazyObject(lambda: sesiones.quedan(request.session)),
    }


def _ordenes(request: HttpRequest) -> tuple[Orden, ...]:
    persona = getattr(request, "user", None)
    return ordenes(persona) if persona is not None else ()


def _sin_leer(persona: Any) -> int:
    return avisos.sin_leer(persona) if persona.is_authenticated else 0
