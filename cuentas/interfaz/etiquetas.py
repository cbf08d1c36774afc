"""Las etiquetas de estado, los íconos y las fechas: una palabra con su forma y su color."""

from __future__ import annotations

from functools import cache

from django.utils.safestring import SafeString, mark_safe

from cuentas.interfaz import formatos
from cuentas.interfaz.marcado import html
from cuentas.interfaz.vocabulario import ICONOS, Aspecto
from cuentas.interfaz.vocabulario import semaforo as aspecto_de_plazo

FORMATOS = {
    formato.__name__: formato
    for formato in (formatos.fecha, formatos.fecha_con_dia, formatos.fecha_corta, formatos.fecha_hora, formatos.hora)
}


@cache
def icono(nombre: str) -> SafeString:
    """Dibujo decorativo en línea (invisible para lectores de pantalla). Lanza KeyError si no existe."""
    trazo = mark_safe(ICONOS[nombre])  # noqa: S308 - constante del código, no dato
    return html('<svg class="sn-icono" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{}</svg>', trazo)


def marca(clase: str, visto: Aspecto, texto: str = "") -> SafeString:
    """Una palabra con su forma y su color; `texto` la cambia."""
    return html(
        '<strong class="{} sn-tono-{}">{}<span>{}</span></strong>', clase, visto.tono, icono(visto.forma),
        texto or visto.texto,
    )  # fmt: skip


def semaforo(dias: int | None, detenido: bool = False) -> SafeString:
    """Semáforo de plazo: palabra, forma y color, según los días hábiles que faltan."""
    return marca("sn-semaforo", aspecto_de_plazo(dias, detenido=detenido))


def momento(valor: object, formato: str = "fecha_hora", antes: str = "") -> SafeString:
    """`<time>` con su ISO 8601 y el texto en el formato pedido; `antes`, lo que va delante si hay fecha."""
    if not valor:
        return SafeString("")
    texto = FORMATOS[formato](valor).replace(" h", "\u00a0h")
    return html('{}<time datetime="{}">{}</time>', antes, formatos.iso(valor), texto)
