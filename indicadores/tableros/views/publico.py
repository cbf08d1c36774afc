"""El tablero público y sus exportaciones. Sólo lectura, sin sesión; la dirección dice qué años y qué corte se ven."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from archivos.salida import descarga
from bitacora.cadena import anotar
from cuentas.entrada import tasa
from cuentas.reloj import ahora
from indicadores.cifra.conteo import VERSION
from indicadores.tableros import descargas, interno, satisfaccion
from indicadores.tableros.consulta import Consulta, consultar
from indicadores.tableros.exportacion import escribir
from indicadores.tableros.tablas import CORTAS, Tabla

EXPORTACIONES_POR_MINUTO = CUENTAS_POR_MINUTO = 120
Vista = Callable[..., HttpResponseBase]


def con_tope(vista: Vista) -> Vista:
    """Como cualquiera puede pedir una descarga, cada dirección tiene un tope: 429 antes de calcular nada."""

    @wraps(vista)
    def acotada(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if tasa.excedida(request, "exportar", tope=EXPORTACIONES_POR_MINUTO):
            return _demasiadas("descargas")
        return vista(request, *args, **kwargs)

    return acotada


def con_tope_de_cuentas(vista: Vista) -> Vista:
    """Elegir otro año, corte o evento vuelve a contar desde la bitácora, y cualquiera puede: también tiene su tope.

    La página de omisión, la que casi todos abren, no lo gasta.
    """

    @wraps(vista)
    def acotada(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.GET and tasa.excedida(request, "contar", tope=CUENTAS_POR_MINUTO):
            return _demasiadas("cuentas")
        return vista(request, *args, **kwargs)

    return acotada


def _demasiadas(que: str) -> HttpResponse:
    contexto = {"motivo": f"Desde su red se han pedido demasiadas {que} seguidas.", "espera": "un minuto"}
    return HttpResponse(render_to_string("429.html", contexto), status=429, headers={"Retry-After": "60"})


@require_safe
@con_tope_de_cuentas
def tablero(request: HttpRequest) -> HttpResponse:
    """Dos años lado a lado; lo que no se entiende en la dirección se dice (400) y se muestra lo de omisión."""
    consulta = consultar(request.GET, para_publicar=True)
    form, visto = consulta.form, consulta.tablero
    contexto = interno.graficas_con_lista(consulta.publico, consulta) | {
        "form": form, "tablero": visto, "lotes": consulta.lotes, "version": VERSION,
        "tablas": consulta.tablas_publicas(),
        "rotulos": CORTAS, "consulta": urlencode(consulta.elegido),
        "titulo_entradas": f"Entradas y salidas de {visto.actual.anio}",
        "cifras": interno.cifras_con_lista(consulta.publico, consulta), "lista": reverse("indicadores:lista"),
        "satisfaccion": satisfaccion.publicados((visto.actual.anio, visto.anterior.anio), visto.corte),
        "migas": [{"texto": "Inicio", "url": reverse("inicio")}, {"texto": "Cifras públicas"}],
    }
    return render(request, "indicadores/tableros/tablero.html", contexto, status=400 if form.errors else 200)


@require_safe
def tablero_csv(request: HttpRequest) -> HttpResponseBase:
    """Lo mismo que se ve, en CSV, con todos los entes."""
    return _exportar(request, "csv")


@require_safe
def tablero_xlsx(request: HttpRequest) -> HttpResponseBase:
    """Lo mismo que se ve, en XLSX, con todos los entes."""
    return _exportar(request, "xlsx")


@con_tope
def _exportar(request: HttpRequest, formato: str) -> HttpResponse:
    consulta = consultar(request.GET, para_publicar=True)
    return entregar(request, consulta, formato, consulta.tablas_publicas(), "tablero")


def entregar(
    request: HttpRequest, consulta: Consulta, formato: str, tablas: Sequence[Tabla], objeto: str
) -> HttpResponse:
    """Un tablero como archivo, con constancia en la bitácora; 400 si lo que se pidió no se entiende."""
    form, visto = consulta.form, consulta.tablero
    if form.errors:
        return no_se_entiende(form)
    marca = f"{slugify(visto.aviso)}-" if visto.aviso else ""
    nombre = f"{marca}indicadores-{visto.actual.anio}-{visto.anterior.anio}-al-{visto.corte}.{formato}"
    contenido = escribir(formato, visto, tablas)
    anotar_exportacion(request, objeto, nombre)
    return descarga(contenido, nombre)


def no_se_entiende(form: BaseForm) -> HttpResponse:
    """400 con lo que está mal en lo que se pidió, en texto: quien descarga no ve una página."""
    mensajes = [str(texto) for textos in form.errors.values() for texto in textos]
    return HttpResponse("\n".join(mensajes), status=400, content_type="text/plain; charset=utf-8")


def anotar_exportacion(request: HttpRequest, objeto: str, nombre: str) -> None:
    """La de quien entró deja su evento; las de quien no, se cuentan por día."""
    if not request.user.is_authenticated:
        descargas.contar(objeto, ahora())
        return
    with transaction.atomic():
        quien, datos = request.user, {"archivo": nombre}
        anotar("indicadores.exportados", f"indicadores:{objeto}", por=quien, en=ahora(), datos=datos)
