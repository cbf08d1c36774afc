"""Las piezas que se repiten en las páginas, escritas de una vez: cada función devuelve su HTML.

Sus etiquetas de plantilla están en `cuentas/templatetags/interfaz.py`; cuestan mucho menos que una inclusión: no abren
contexto ni buscan variables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Protocol

from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.safestring import SafeString

from cuentas.interfaz.etiquetas import icono
from cuentas.interfaz.formatos import numero
from cuentas.interfaz.marcado import html, unir

NADA = SafeString("")
OTRA_PESTANA = SafeString(' target="_blank" rel="noopener"')
SE_ABRE_EN_OTRA = SafeString('<span class="govuk-visually-hidden"> (se abre en otra pestaña)</span>')
ACTUAL = SafeString(' aria-current="page"')
Opciones = Mapping[str, Any]


def si(valor: object, molde: str, *otros: object) -> SafeString:
    """El molde con el valor escapado; nada si no hay valor."""
    return html(molde, valor, *otros) if valor else NADA


@lru_cache(maxsize=4096, typed=True)
def direccion(ruta: str, *args: object) -> str:
    """La dirección de una página: la misma para cualquiera, así que se calcula una vez. Lanza `NoReverseMatch`."""
    return reverse(ruta, args=args)


def enlace(texto: object, ruta: str, *args: object, de: object = "") -> SafeString:
    """Un vínculo a una página del sistema, por su nombre: `{% enlace "Ver" "flujos:expediente" 7 de="el 7" %}`."""
    return vinculo(texto, direccion(ruta, *args), de)


def vinculo(texto: object, url: object, de: object = "") -> SafeString:
    """Un vínculo; `de` sólo lo oye quien usa lector de pantalla («Ver» … «el oficio 12»)."""
    return html('<a class="govuk-link" href="{}">{}{}</a>', url, texto, oculto_a_la_vista(de))


def descarga(texto: object, url: object, espera: object, de: object = "") -> SafeString:
    """Un vínculo a un archivo que se arma al pedirlo: mientras llega se ve `espera` y cuánto lleva."""
    return html(
        '<a class="govuk-link" href="{}" data-espera="{}">{}{}</a>', url, espera, texto, oculto_a_la_vista(de)
    )


def oculto_a_la_vista(texto: object) -> SafeString:
    """Lo que sólo dice el lector de pantalla, con su espacio antes; nada si no hay texto."""
    return si(texto, '<span class="govuk-visually-hidden"> {}</span>')


def escondido(nombre: str, valor: object, id: str = "") -> SafeString:
    """Un campo que se envía sin verse."""
    return html('<input type="hidden" name="{}"{} value="{}">', nombre, si(id, ' id="{}"'), valor)


def vacio(titulo: str, texto: str = "", url: str = "", accion: str = "") -> SafeString:
    """Lo que se ve cuando una lista no tiene filas."""
    return html(
        '<div class="sn-vacio"><p class="sn-vacio__titulo">{}</p>{}{}</div>', titulo, si(texto, "<p>{}</p>"),
        si(url and vinculo(accion, url), "<p>{}</p>"),
    )  # fmt: skip


def migas(lista: Iterable[Opciones]) -> SafeString:
    """La ruta de la página: `[{texto, url}]`; la última, sin url, es en la que se está."""
    partes = unir('<li class="govuk-breadcrumbs__list-item"{}>{}</li>', (_miga(miga) for miga in lista))
    return html(
        '<nav class="govuk-breadcrumbs" aria-label="Ruta"><ol class="govuk-breadcrumbs__list">{}</ol></nav>', partes
    )


def _miga(miga: Opciones) -> tuple[SafeString, object]:
    if not miga.get("url"):
        return ACTUAL, miga["texto"]
    return NADA, html('<a class="govuk-breadcrumbs__link" href="{}">{}</a>', miga["url"], miga["texto"])


class Parte(Protocol):
    """Un renglón del menú."""

    texto: str

    @property
    def url(self) -> str:
        """A dónde lleva."""

    @property
    def activa(self) -> bool:
        """Si ahí se está."""


def menu(vinculos: Iterable[Parte], abierto: object = None) -> SafeString:
    """El menú; el activo es la página o, si es el abierto, el grupo de la página."""
    cada = unir('<li><a class="sn-navegacion__enlace" href="{}"{}>{}</a></li>', (
        (uno.url, html(' aria-current="{}"', "true" if abierto else "page") if uno.activa else NADA, uno.texto)
        for uno in vinculos or ()
    ))  # fmt: skip
    return si(
        cada, '<nav class="sn-navegacion" aria-label="Principal"><div class="sn-ancho">'
        '<ul class="sn-navegacion__lista">{}</ul></div></nav>',
    )  # fmt: skip


def subnavegacion(pestanas: Iterable[Opciones], rotulo: str = "Secciones", en_otra: str = "") -> SafeString:
    """Pestañas `[{texto, url, activa, cuenta}]`; con `en_otra`, son de esa dirección y se abren en otra pestaña."""
    partes = unir(
        '<li class="moj-sub-navigation__item"><a class="moj-sub-navigation__link" href="{}{}"{}{}>{}{}{}</a></li>',
        (
            (en_otra or "", una["url"], OTRA_PESTANA if en_otra else NADA, ACTUAL if una.get("activa") else NADA,
             una["texto"], _cuenta(una.get("cuenta")), SE_ABRE_EN_OTRA if en_otra else NADA)
            for una in pestanas or ()
        ),
    )  # fmt: skip
    return html(
        '<nav class="moj-sub-navigation" aria-label="{}"><ul class="moj-sub-navigation__list">{}</ul></nav>',
        rotulo, partes,
    )  # fmt: skip


def _cuenta(cuantos: object) -> SafeString:
    return NADA if cuantos in (None, "") else html(' <span class="sn-secundario">({})</span>', cuantos)


def avance(rotulo: str, hechas: int, total: int) -> SafeString:
    """Barra de cuántas van de cuántas."""
    return html(
        '<div class="sn-avance"><progress value="{0}" max="{1}" aria-label="{2}">{0} de {1}</progress>'
        "<span>{2}: <strong>{0} de {1}</strong></span></div>", hechas, total, rotulo,
    )  # fmt: skip


def guardado(texto: str = "", id: str = "guardado") -> SafeString:
    """El renglón que dice cómo va lo que se guarda solo; `id`, el del atributo `data-guardado` del formulario."""
    dicho = texto or "Lo que escriba se guarda solo"
    return html('<p class="sn-guardado" id="{}" role="status">{}</p>', id, dicho)


def se_guarda_solo(url: str) -> SafeString:
    """Los atributos de un formulario que guarda su borrador en esa dirección mientras se escribe."""
    return html(
        'data-guardado="guardado" data-sin-guardar="No se pudo guardar: lo escrito sigue en esta página. Se intentará'
        ' con el siguiente cambio; si sale antes, cópielo." hx-post="{}" hx-vals=\'{{"borrador": "1"}}\''
        ' hx-trigger="change delay:600ms, input delay:600ms, guardar-ya" hx-swap="none" hx-sync="this:queue last"', url,
    )  # fmt: skip


def acuse(titulo: str, folio: str = "", rotulo: str = "Folio", texto: str = "", nivel: int = 1) -> SafeString:
    """El recuadro verde de lo que ya se hizo, con su folio."""
    con_folio = si(folio and rotulo, '<p class="sn-acuse__rotulo">{}</p><p class="sn-acuse__folio">{}</p>', folio)
    return html(
        '<div class="sn-acuse"><h{0} class="sn-acuse__titulo">{1}{2}</h{0}>{3}{4}</div>',
        nivel, icono("palomita"), titulo, con_folio, si(texto, '<p class="sn-acuse__texto">{}</p>'),
    )  # fmt: skip


def resumen(filas: Iterable[Opciones | tuple[str, object]], titulo: str = "") -> SafeString:
    """Lista de claves y valores: `[{clave, valor, acciones=[{texto, url, de}]}]` o `[(clave, valor)]`."""
    partes = unir(
        '<div class="govuk-summary-list__row{}"><dt class="govuk-summary-list__key">{}</dt>'
        '<dd class="govuk-summary-list__value">{}</dd>{}</div>',
        (_fila_de_resumen(*fila) if isinstance(fila, tuple) else _fila_de_resumen(**fila) for fila in filas or ()),
    )
    encabezado = si(titulo, '<h2 class="govuk-heading-m">{}</h2>')
    return html('{}<dl class="govuk-summary-list">{}</dl>', encabezado, partes)


def _fila_de_resumen(
    clave: object, valor: object, acciones: Iterable[Opciones] = (), **_otros: object
) -> tuple[str, object, SafeString, SafeString]:
    clase = "" if acciones else " govuk-summary-list__row--no-actions"
    vinculos = unir("{}", (
        (vinculo(una["texto"], una["url"], una.get("de") or clave),) for una in acciones
    ), " · ")  # fmt: skip
    return clase, clave, _valor(valor), si(vinculos, '<dd class="govuk-summary-list__actions">{}</dd>')


def _valor(valor: object) -> SafeString:
    return linebreaksbr(html("{}", valor)) if valor else SafeString("—")


def cifras(lista: Iterable[Opciones]) -> SafeString:
    """Números grandes: `[{texto, valor, url, nota, nota_url, tono}]`; el valor, número o texto ya escrito."""
    partes = unir(
        '<li class="sn-cifra{}"><span class="sn-cifra__valor">{}</span> <span class="sn-cifra__texto">{}</span>{}</li>',
        (
            (si(una.get("tono"), " sn-tono-{}"), numero(una["valor"]) or una["valor"], _con_url(una, "texto", "url"),
             si(_con_url(una, "nota", "nota_url"), ' <span class="sn-cifra__nota">{}</span>'))
            for una in lista or ()
        ),
    )  # fmt: skip
    return html('<ul class="sn-cifras">{}</ul>', partes)


def _con_url(una: Opciones, texto: str, url: str) -> object:
    return vinculo(una[texto], una[url]) if una.get(url) and una.get(texto) else una.get(texto, "")


def paginacion(pagina: Opciones, rotulo: str = "Páginas", enviar_como: str = "", en_otra: str = "") -> SafeString:
    """«Anteriores» y «Siguientes»: `{desde, hasta, total, anterior_url, siguiente_url, tamanos}`.

    Con `enviar_como`, en vez de ir se envía con ese nombre el formulario que la rodea; con `en_otra`, las páginas son
    de esa dirección y se abren en otra pestaña.
    """
    hacia = (
        ("prev", pagina.get("anterior_url"), html("{} Anteriores", icono("flecha_izquierda"))),
        ("next", pagina.get("siguiente_url"), html("Siguientes {}", icono("flecha"))),
    )
    pasos = unir("<li>{}</li>", (
        (_envio(enviar_como, url, texto) if enviar_como else _paso(rel, url, texto, en_otra or ""),)
        for rel, url, texto in hacia if url
    ))  # fmt: skip
    return html(
        '<nav class="sn-paginacion" aria-label="{}"><p class="sn-paginacion__cuenta">{}</p>{}{}</nav>',
        rotulo, _cuantas(pagina), si(pasos, "<ul>{}</ul>"), _tamanos(pagina.get("tamanos") or ()),
    )  # fmt: skip


def _cuantas(pagina: Opciones) -> object:
    if not pagina.get("desde"):
        return "Sin resultados"
    total = si(pagina.get("total") and numero(pagina["total"]), " de {}")
    return html("{} a {}{}", numero(pagina["desde"]), numero(pagina["hasta"]), total)


def _envio(nombre: str, valor: object, texto: SafeString) -> SafeString:
    return html(
        '<button type="submit" name="{}" value="{}" class="sn-vinculo" formnovalidate>{}</button>', nombre, valor, texto
    )


def _paso(rel: str, url: object, texto: SafeString, en_otra: str) -> SafeString:
    if not en_otra:
        return html('<a class="govuk-link" rel="{}" href="{}">{}</a>', rel, url, texto)
    return html(
        '<a class="govuk-link" rel="{} noopener" href="{}{}" target="_blank">{}{}</a>',
        rel, en_otra, url, texto, SE_ABRE_EN_OTRA,
    )  # fmt: skip


def _tamanos(tamanos: Iterable[Opciones]) -> SafeString:
    cada = unir("<li>{}</li>", (
        (html("<strong>{}</strong>", uno["texto"]) if uno.get("activo") else vinculo(uno["texto"], uno["url"]),)
        for uno in tamanos
    ))  # fmt: skip
    return si(cada, "<ul>{}<li>por página</li></ul>")
