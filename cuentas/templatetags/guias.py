"""Lo que una guía cita del producto: `{% load guias %}`. Una prueba busca cada cita en la pantalla de su ruta."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()
ANCHO, ALTO = 840, 525  # píxeles de cada captura; los mismos con que las toma `make guias`


@register.simple_tag
def boton(texto: str, ruta: str) -> SafeString:
    """Un botón, vínculo, pestaña o campo, con el nombre exacto que tiene en la pantalla de esa ruta."""
    return format_html('<strong class="sn-cita">{}</strong>', texto)


@register.simple_tag
def pantalla(texto: str, ruta: str) -> SafeString:
    """El título exacto de la pantalla de esa ruta."""
    return format_html("<em>{}</em>", texto)


@register.simple_tag
def figura(nombre: str, alt: str) -> SafeString:
    """La captura `nombre` de `static/sonora/guias/`, que se abre a su tamaño al pulsarla."""
    direccion = static(f"sonora/guias/{nombre}.webp")
    return format_html(
        '<figure class="sn-guia__figura"><a href="{0}"><img src="{0}" alt="{1}" width="{2}" height="{3}"></a></figure>',
        direccion, alt, ANCHO, ALTO,
    )
