"""Cómo se nombra un asunto en las listas: `{% load asuntos %}`."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from cuentas.interfaz.etiquetas import momento
from cuentas.interfaz.marcado import html
from cuentas.interfaz.piezas import direccion, enlace, si
from dictamenes.models import Solicitud

register = template.Library()
PROPIO = " · Asunto propio"


@register.simple_tag
def asunto(solicitud: Solicitud, grupo: object = "") -> SafeString:
    """El proyecto con su vínculo y, debajo, folio, ente y lo que lo distingue: propio, agrupado o urgente."""
    return html(
        '{}<span class="sn-secundario sn-bloque">{}{}</span>',
        enlace(solicitud.proyecto, "flujos:expediente", solicitud.pk), senas(solicitud, solicitud.folio),
        _agrupado(solicitud, grupo),
    )  # fmt: skip


@register.simple_tag
def senas(solicitud: Solicitud, folio: str | None) -> SafeString:
    """Folio, siglas del ente, si el asunto es propio y si urge."""
    return html(
        '<span class="sn-folio">{}</span> · {}{}{}',
        folio, solicitud.ente.siglas, PROPIO if solicitud.ente.es_propio else "",
        si(momento(solicitud.fecha_limite, "fecha_corta"), " · Urgente, pide antes del {}"),
    )  # fmt: skip


def _agrupado(solicitud: Solicitud, grupo: object) -> SafeString:
    return si(
        grupo,
        ' · <a class="govuk-link" href="{1}?grupo={0}">Agrupado'
        '<span class="govuk-visually-hidden">: ver su grupo, {2}</span></a>',
        direccion("flujos:bandeja"), solicitud.folio,
    )  # fmt: skip
