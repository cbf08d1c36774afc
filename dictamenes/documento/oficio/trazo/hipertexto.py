"""La estructura que un lector de pantalla lee del PDF, en HTML y hoja por hoja: cada cosa, donde empieza."""

import html
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import count

from dictamenes.documento.oficio.trazo.etiquetas import Nodo

_ETIQUETAS = {"H1": "h3", "H2": "h3", "H3": "h3", "P": "p", "TH": "th", "TD": "td"}
_CLASES = {"h3": "govuk-heading-s", "p": "govuk-body-s"}
_SIGNOS = re.compile(r"(</?b>|<br/>|</?font[^>]*>)")
_SE_QUEDAN = {"<b>", "</b>", "<br/>"}
_AQUI_SE_FIRMA = "<p class='govuk-body-s'>[Lugar de la firma electrónica]</p>"


def en_hojas(raiz: Nodo, cuantas: int) -> list[str]:
    """Un HTML por hoja, con sus encabezados en h3; lo que empieza en una y sigue en otra va entero en la primera."""
    hojas: dict[int, list[str]] = defaultdict(list)
    tablas = count(1)
    for nodo in raiz.hijos:
        for hoja, dicho in _pedazos(nodo, tablas):
            hojas[hoja].append(dicho)
    return ["".join(hojas[hoja]) for hoja in range(cuantas)]


def _pedazos(nodo: Nodo, tablas: Iterator[int]) -> Iterator[tuple[int, str]]:
    """En qué hojas va un elemento y qué dice en cada una."""
    if nodo.tipo == "Table":
        encabezados = "".join(_fila(fila) for fila in nodo.hijos if _encabeza(fila))
        for hoja, filas in _por_hoja(fila for fila in nodo.hijos if not _encabeza(fila)):
            yield hoja, (
                f'<div class="sn-tabla-ancha" tabindex="0" role="region" aria-label="Tabla {next(tablas)}">'
                f'<table class="govuk-table sn-texto__tabla">{encabezados}{"".join(map(_fila, filas))}</table></div>')
    elif nodo.tipo == "L":
        for hoja, renglones in _por_hoja(nodo.hijos):
            puntos = "".join(f"<li>{_texto(cuerpo)}</li>" for renglon in renglones for cuerpo in renglon.hijos)
            yield hoja, f'<ul class="govuk-list govuk-list--bullet">{puntos}</ul>'
    elif (donde := _hoja(nodo)) is not None:
        yield donde, _suelto(nodo)


def _suelto(nodo: Nodo) -> str:
    if nodo.tipo == "Form":
        return _AQUI_SE_FIRMA
    etiqueta = _ETIQUETAS.get(nodo.tipo, "p")
    dicho = _texto(nodo) or html.escape(nodo.descripcion or "")
    return f'<{etiqueta} class="{_CLASES[etiqueta]}">{dicho}</{etiqueta}>'


def _fila(fila: Nodo) -> str:
    return f'<tr class="govuk-table__row">{"".join(map(_celda, fila.hijos))}</tr>'


def _celda(celda: Nodo) -> str:
    etiqueta = _ETIQUETAS[celda.tipo]
    alcance = f' scope="{"col" if celda.alcance == "Column" else "row"}"' if celda.alcance else ""
    columnas = f' colspan="{celda.columnas}"' if celda.columnas > 1 else ""
    clase = "govuk-table__header" if celda.tipo == "TH" else "govuk-table__cell"
    return f'<{etiqueta} class="{clase}"{alcance}{columnas}>{_texto(celda)}</{etiqueta}>'


def _encabeza(fila: Nodo) -> bool:
    return all(celda.alcance == "Column" for celda in fila.hijos)


def _por_hoja(nodos: Iterator[Nodo] | list[Nodo]) -> Iterator[tuple[int, list[Nodo]]]:
    juntos: dict[int, list[Nodo]] = defaultdict(list)
    for nodo in nodos:
        if (donde := _hoja(nodo)) is not None:
            juntos[donde].append(nodo)
    yield from juntos.items()


def _hoja(nodo: Nodo) -> int | None:
    """En cuál se empezó a dibujar; None si no se dibujó."""
    donde = [hoja for hoja, _ in nodo.marcas]
    donde += [hoja for hijo in nodo.hijos if (hoja := _hoja(hijo)) is not None]
    return min(donde, default=None)


def _texto(nodo: Nodo) -> str:
    """Lo que dice, con sus negritas y sus renglones; lo demás se escapa otra vez."""
    partes = (parte for texto in nodo.textos for parte in [*_SIGNOS.split(texto), "<br/>"])
    dicho = "".join(
        parte if parte in _SE_QUEDAN else "" if _SIGNOS.fullmatch(parte) else html.escape(html.unescape(parte))
        for parte in partes
    )
    return dicho.removesuffix("<br/>")
