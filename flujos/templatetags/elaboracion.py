"""Lo que las pantallas de estrategia y de firma muestran de las versiones del proyecto."""

from __future__ import annotations

from typing import Any

from django import template

from dictamenes.documento import escrito
from dictamenes.documento.diferencias import cambios
from dictamenes.models import Dictamen

register = template.Library()


@register.inclusion_tag("flujos/estudio/_cambios.html")
def cambios_del_proyecto(dictamen: Dictamen | None) -> dict[str, Any]:
    """Qué cambió en la última versión congelada respecto de la anterior; nada si sólo hay una."""
    ultimas = list(dictamen.proyectos.order_by("-numero")[:2]) if dictamen else []
    if len(ultimas) < 2:
        return {}
    ahora, antes = ultimas
    return {"antes": antes.numero, "ahora": ahora.numero, "cambios": cambios(antes.datos, ahora.datos)}


@register.inclusion_tag("flujos/estudio/_escrito.html")
def escrito_por_quien_elaboro(dictamen: Dictamen) -> dict[str, Any]:
    """Lo que no es texto fijo del documento, y los bloques que se usaron tal cual."""
    return {"partes": escrito.partes_de_elaboracion(dictamen), "tal_cual": escrito.tal_cual(dictamen)}
