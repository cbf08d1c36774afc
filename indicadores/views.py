"""El tablero público y sus exportaciones. Sólo lectura, sin sesión; la dirección dice qué años y qué corte se ven."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from archivos.salida import descarga
from bitacora.cadena import anotar
from cuentas import tasa
from cuentas.calendario import calendario_de
from cuentas.reloj import ahora, hoy
from indicadores import satisfaccion
from indicadores import tablero as armado
from indicadores.conteo import VERSION
from indicadores.exportacion import csv_del_tablero, xlsx_del_tablero
from indicadores.forms import ConsultaForm
from indicadores.models import CifraPublicada, LoteHistorico
from indicadores.parametros import ParametroInvalido, leer_corte
from indicadores.registro import asuntos_al, aviso_de, nombres_de_entes

EXPORTACIONES_POR_MINUTO = 120


@require_safe
def tablero(request: HttpRequest) -> HttpResponse:
    """Dos años lado a lado; lo que no se entiende en la dirección se dice (400) y se muestra lo de omisión."""
    form, visto, lotes = _consultar(request)
    contexto = {
        "form": form, "tablero": visto, "lotes": lotes, "version": VERSION,
        "consulta": urlencode({"anio": visto.actual.anio, "contra": visto.anterior.anio, "corte": visto.corte}),
        "titulo_entradas": f"Entradas y salidas de {visto.actual.anio}",
        "cifras": armado.cifras_de(visto), "por_mes": armado.series_por_mes(visto),
        "entradas": armado.entradas_y_salidas(visto.actual), "rezago": armado.rezago(visto),
        "satisfaccion": satisfaccion.publicados((visto.actual.anio, visto.anterior.anio), visto.corte),
        "migas": [{"texto": "Inicio", "url": reverse("inicio")}, {"texto": "Cifras públicas"}],
    }
    return render(request, "indicadores/tablero.html", contexto, status=400 if form.errors else 200)


@require_safe
def tablero_csv(request: HttpRequest) -> HttpResponse:
    """Lo mismo que se ve, en CSV, con todos los entes."""
    return _exportar(request, "csv", csv_del_tablero)


@require_safe
def tablero_xlsx(request: HttpRequest) -> HttpResponse:
    """Lo mismo que se ve, en XLSX, con todos los entes."""
    return _exportar(request, "xlsx", xlsx_del_tablero)


def _exportar(request: HttpRequest, formato: str, escribir: Callable[[armado.Tablero], bytes]) -> HttpResponse:
    """La descarga, con constancia en la bitácora; como cualquiera puede pedirla, cada dirección tiene un tope."""
    if tasa.excedida(request, "exportar", tope=EXPORTACIONES_POR_MINUTO):
        contexto = {"motivo": "Desde su red se han pedido demasiadas descargas seguidas.", "espera": "un minuto"}
        pagina = render_to_string("429.html", contexto)
        return HttpResponse(pagina, status=429, headers={"Retry-After": "60"})
    form, visto, _ = _consultar(request)
    if form.errors:
        mensajes = [str(texto) for textos in form.errors.values() for texto in textos]
        return HttpResponse("\n".join(mensajes), status=400, content_type="text/plain; charset=utf-8")
    marca = f"{slugify(visto.aviso)}-" if visto.aviso else ""
    nombre = f"{marca}indicadores-{visto.actual.anio}-{visto.anterior.anio}-al-{visto.corte}.{formato}"
    contenido = escribir(visto)
    with transaction.atomic():
        quien = request.user if request.user.is_authenticated else None
        anotar("indicadores.exportados", "indicadores:tablero", por=quien, en=ahora(), datos={"archivo": nombre})
    return descarga(contenido, nombre)


def _consultar(request: HttpRequest) -> tuple[ConsultaForm, armado.Tablero, list[LoteHistorico]]:
    """La consulta validada, el tablero armado y los lotes de donde sale; seis consultas, u ocho."""
    dia = hoy()
    try:
        corte = min(leer_corte(request.GET.get("corte", ""), dia), dia)
    except ParametroInvalido:
        corte = dia
    asuntos, cifras = asuntos_al(corte), list(CifraPublicada.objects.all())
    con_datos = armado.anios_con_datos(asuntos, cifras, corte)
    anio, contra = con_datos[:2]
    omision = {"anio": anio, "contra": contra, "corte": corte.isoformat()}
    anios = range(dia.year, min(dia.year - 1, *con_datos) - 1, -1)
    form = ConsultaForm(_datos(request, omision, anios), anios=anios, hoy=dia)
    elegido = form.cleaned_data if form.is_valid() else omision
    lotes = list(LoteHistorico.objects.all())
    return form, armado.armar_tablero(
        asuntos, anio=elegido["anio"], contra=elegido["contra"], corte=corte, cifras=cifras, entes=nombres_de_entes(),
        calendario=calendario_de(), aviso=aviso_de(lotes),
    ), lotes


def _datos(request: HttpRequest, omision: dict[str, Any], anios: range) -> dict[str, Any]:
    """Lo que vino en la dirección y, donde no vino, lo de omisión; si sólo vino el año, se compara con su vecino."""
    datos = {campo: request.GET.get(campo) or valor for campo, valor in omision.items()}
    pedido = str(datos["anio"])
    if not request.GET.get("contra") and pedido.isdecimal() and int(pedido) in anios:
        datos["contra"] = int(pedido) - 1 if int(pedido) - 1 in anios else int(pedido) + 1
    return datos
