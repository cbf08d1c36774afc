"""El botón del ensayo; lo usa la plantilla del expediente que sólo carga el sitio de práctica."""

from __future__ import annotations

from typing import Any

from django import template

from dictamenes.models import Solicitud

register = template.Library()


@register.inclusion_tag("practica/_siguiente_paso.html", takes_context=True)
def siguiente_paso(context: template.Context, solicitud: Solicitud, mirada: str) -> dict[str, Any]:
    """Qué sigue y su botón, para la gente del ente; vacío para los demás o si no sigue nada."""
    from config.practica.ensayo import (  # esta biblioteca la lee todo sitio; el ensayo, sólo la práctica
        paso_de,
        prepara,
    )

    es_suya = mirada == "ente"
    return {
        "solicitud": solicitud, "csrf_token": context.get("csrf_token"),
        "paso": paso_de(solicitud) if es_suya else None, "prepara": es_suya and prepara(solicitud),
    }
