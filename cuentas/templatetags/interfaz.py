"""Etiquetas y filtros de la interfaz: `{% load interfaz %}`. El manual está en docs/interfaz.md."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import zip_longest
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cuentas.etapas import ETAPAS
from cuentas.interfaz import controles, etiquetas, formatos, graficas, piezas, tablas
from cuentas.interfaz.etiquetas import marca
from cuentas.interfaz.vocabulario import COTEJOS, ESTADOS, SENTIDOS, VEREDICTOS, Aspecto, aspecto
from cuentas.interfaz.vocabulario import semaforo as aspecto_de_plazo

register = template.Library()

FILTROS = (
    "pesos", "numero", "con_unidad", "fecha", "fecha_con_dia", "fecha_corta", "fecha_hora", "hora", "tamano", "iso",
    "dato",
)
for _nombre in FILTROS:
    register.filter(_nombre, getattr(formatos, _nombre))


for _pieza in (
    etiquetas.icono, etiquetas.momento, etiquetas.semaforo,
    piezas.acuse, piezas.avance, piezas.cifras, piezas.descarga, piezas.direccion, piezas.enlace, piezas.escondido,
    piezas.guardado, piezas.menu, piezas.migas, piezas.paginacion, piezas.resumen, piezas.se_guarda_solo,
    piezas.subnavegacion, piezas.vacio, piezas.vinculo,
    tablas.boton_de_acto, tablas.casilla, tablas.celda, tablas.columnas, tablas.dato, tablas.enviar, tablas.plazo,
    controles.filtro, controles.opciones, controles.resumen_de_errores,
):  # fmt: skip
    register.simple_tag(_pieza)
register.simple_tag(tablas.accion, takes_context=True)


@register.simple_tag
def estado(clave: object, texto: str = "") -> SafeString:
    """Etiqueta de un estado de solicitud, dictamen, estándar o sección; `texto` cambia la palabra."""
    return marca("sn-etiqueta", aspecto(clave, ESTADOS), texto)


@register.simple_tag
def veredicto(clave: object, texto: str = "") -> SafeString:
    """Etiqueta del veredicto de un concepto o de un atributo contra su estándar."""
    return marca("sn-etiqueta", aspecto(clave, VEREDICTOS), texto)


@register.simple_tag
def sentido(clave: object, texto: str = "") -> SafeString:
    """Etiqueta del sentido de un dictamen o de un concepto."""
    return marca("sn-etiqueta", aspecto(clave, SENTIDOS), texto)


@register.simple_tag
def cotejo(clave: object, texto: str = "") -> SafeString:
    """Etiqueta del resultado de cotejar un archivo: copia_exacta, alterado o ajeno."""
    return marca("sn-etiqueta", aspecto(clave, COTEJOS), texto)


@register.simple_tag
def etiqueta(texto: str, tono: str = "gris", forma: str = "circulo") -> SafeString:
    """Etiqueta libre, para lo que no está en el vocabulario."""
    return marca("sn-etiqueta", Aspecto(texto, tono, forma), texto)


@register.simple_tag
def etapa(clave: str) -> str:
    """El rótulo de una etapa del trámite."""
    return ETAPAS[clave].rotulo


@register.simple_tag
def tono_de_plazo(dias: int | None, detenido: bool = False) -> str:
    """Tono del semáforo, para la frase de turno."""
    return aspecto_de_plazo(dias, detenido=detenido).tono


@register.simple_tag
@cache
def fijo(plantilla: str) -> SafeString:
    """Lo que dibuja una plantilla que no depende de quién mira ni de qué página: se hace una vez por proceso."""
    return SafeString(render_to_string(plantilla))


@register.simple_block_tag
def tabla_ancha(content: SafeString, rotulo: str, clase: str = "") -> SafeString:
    """Región desplazable con teclado para una tabla que no cabe: {% tabla_ancha "Conceptos" %}…{% endtabla_ancha %}."""
    return format_html(
        '<div class="sn-tabla-ancha {}" role="region" aria-label="{}" tabindex="0">{}</div>', clase, rotulo, content
    )


@register.inclusion_tag("componentes/grafica_barras.html")
def grafica_barras(
    id: str, titulo: str, descripcion: str, series: list[dict[str, Any]],
    rotulos: Sequence[str] = graficas.ABREVIADOS, csv: str = "", aviso: str = "", eje: str = "Mes",
) -> dict[str, Any]:
    """Gráfica y tabla de una o dos series: `series=[{"nombre": "2025", "valores": [..12..]}, …]`.

    Un valor `None` es un mes que aún no llega: no lleva barra y la tabla pone una raya. Una serie con `sin_total` no
    suma sus valores en la leyenda (un saldo no se suma); con `urls`, cada valor de la tabla lleva a su lista. `csv` es
    la dirección de los mismos datos; `eje`, de qué son los rótulos; `aviso` se escribe dentro del dibujo y de la tabla
    («Datos de demostración»).
    """
    valores = [serie["valores"] for serie in series]
    celdas = [list(zip_longest(serie["valores"], serie.get("urls", ()), fillvalue="")) for serie in series]
    dibujo = graficas.barras_por_mes([[valor or 0 for valor in serie] for serie in valores], rotulos)
    return {
        "id": id,
        "titulo": titulo,
        "descripcion": descripcion,
        "series": [
            {"nombre": serie["nombre"], "clase": clase, "barras": barras,
             "total": None if serie.get("sin_total") else sum(valor or 0 for valor in serie["valores"])}
            for serie, clase, barras in zip_longest(series, "ab"[: len(series)], dibujo["barras"])
        ],
        "filas": list(zip(rotulos, zip(*celdas, strict=True), strict=True)),
        "dibujo": dibujo | {"alto": dibujo["alto"] + 20, "pie": dibujo["alto"] + 12} if aviso else dibujo,
        "csv": csv,
        "eje": eje,
        "aviso": aviso,
    }
