"""Las pantallas públicas del expediente: verificar un documento."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from cuentas import reloj
from cuentas.entrada import tasa
from dictamenes.documento import documentos, lectura, verificacion
from dictamenes.documento.ficha_publica import DictamenPublico
from dictamenes.documento.forms import ArchivoForm, ClaveForm
from dictamenes.documento.vigente import al_dia

CONSULTAS_POR_MINUTO = 120
ARCHIVOS_POR_MINUTO = 20
TODAS, VECES_ENTRE_TODAS = "todas", 50  # quien prueba claves desde muchas direcciones topa con lo de todas juntas
SOBRE_DEL_FORMULARIO = 64 * 1024  # bytes que el formulario agrega al archivo
Vista = Callable[..., HttpResponseBase]


def con_tope(vista: Vista) -> Vista:
    """Responde 429 a la dirección que pregunta demasiado; los archivos cuestan más y tienen su propio tope."""

    @wraps(vista)
    def acotada(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        sube = request.method == "POST"
        accion, tope = ("archivo", ARCHIVOS_POR_MINUTO) if sube else ("consulta", CONSULTAS_POR_MINUTO)
        suyas = tasa.excedida(request, f"verificar-{accion}", tope=tope)
        if suyas or tasa.anotar(f"verificar-{accion}", TODAS, segundos=60) > tope * VECES_ENTRE_TODAS:
            quien = "Desde su red" if suyas else "Entre todas las personas"
            motivo = f"{quien} se han pedido demasiadas verificaciones seguidas."
            contexto = {"motivo": motivo, "espera": "un minuto"}
            respuesta = HttpResponse(render_to_string("429.html", contexto), status=429)
            respuesta["Retry-After"] = "60"
            return respuesta
        return vista(request, *args, **kwargs)

    return acotada


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@csrf_exempt  # el tope y el tamaño van antes de leer el cuerpo; después, `_subido` sí exige la ficha
@con_tope
def verificar(request: HttpRequest) -> HttpResponse:
    """Verificar por clave o folio (GET, `?clave=`) o por archivo (POST)."""
    if request.method == "POST":
        return _acotado(request)
    if "clave" not in request.GET:
        return _pagina(request)
    formulario = ClaveForm(request.GET)
    if not formulario.is_valid():
        return _pagina(request, formulario=formulario)
    return _buscar(request, formulario)


@require_safe
@never_cache
@con_tope
def verificar_clave(request: HttpRequest, clave: str) -> HttpResponse:
    """La página a la que lleva el QR."""
    formulario = ClaveForm({"clave": clave})
    resultado = verificacion.por_clave(clave, hoy=reloj.hoy()) if formulario.is_valid() else None
    if resultado is None:
        formulario.no_hallada()
        return _pagina(request, formulario=formulario, status=404)
    return _mostrar(request, resultado)


@require_safe
@never_cache
@con_tope
def huella(request: HttpRequest) -> HttpResponse:
    """Verificar por SHA-256 calculado en el navegador: un fragmento para quien lo pide con htmx, o la página."""
    try:
        resultado = verificacion.por_huella(request.GET.get("sha256", ""), hoy=reloj.hoy())
    except ValueError as error:
        return HttpResponse(str(error), status=400, content_type="text/plain; charset=utf-8")
    return _mostrar(request, resultado)


@require_safe
@con_tope
def publico(request: HttpRequest, clave: str) -> FileResponse:
    """El ejemplar público en PDF: se abre en el navegador o, con `?descargar`, se guarda."""
    dictamen = verificacion.emitido_con_clave(clave)
    if dictamen is None:
        raise Http404
    ejemplar = al_dia(dictamen.ejemplar_publico)
    respuesta = FileResponse(
        ejemplar.abrir(), as_attachment="descargar" in request.GET,
        filename=f"{dictamen.folio}-público.pdf", content_type="application/pdf",
    )
    respuesta["Cache-Control"] = "no-store"  # si después se testa, ninguna copia guardada vale sin preguntar
    respuesta["ETag"] = f'"{ejemplar.sha256}"'
    respuesta["X-Content-Type-Options"] = "nosniff"
    return respuesta


@require_safe
@con_tope
def formato_de_contingencia(request: HttpRequest) -> HttpResponse:
    """El formato en blanco para cuando el sistema no está: se abre en el navegador, para imprimirse y guardarse."""
    respuesta = HttpResponse(documentos.formato_de_contingencia(reloj.hoy().year), content_type=documentos.PDF)
    respuesta["Content-Disposition"] = 'inline; filename="formato-de-contingencia.pdf"'
    respuesta["X-Content-Type-Options"] = "nosniff"
    return respuesta


def _acotado(request: HttpRequest) -> HttpResponse:
    if int(request.META.get("CONTENT_LENGTH") or 0) > verificacion.MAXIMO_DE_BYTES + SOBRE_DEL_FORMULARIO:
        motivo = "El archivo pesa más de 25 MB; ningún documento de este sistema pesa tanto. No se revisó."
        return HttpResponse(render_to_string("413.html", {"motivo": motivo}), status=413)
    return _subido(request)


@csrf_protect
def _subido(request: HttpRequest) -> HttpResponse:
    formulario = ArchivoForm(request.POST, request.FILES)
    if not formulario.is_valid():
        return _pagina(request, archivo=formulario, status=422)
    return _mostrar(request, verificacion.por_abierto(formulario.cleaned_data["archivo"].file, hoy=reloj.hoy()))


def _buscar(request: HttpRequest, formulario: ClaveForm) -> HttpResponse:
    tecleado = formulario.cleaned_data["clave"]
    resultado = verificacion.por_clave(tecleado, hoy=reloj.hoy())
    if resultado is None:
        formulario.no_hallada()
        return _pagina(request, formulario=formulario)
    if resultado.documento is None:
        return _mostrar(request, resultado)
    return redirect("dictamenes:verificar_clave", resultado.documento.clave)


def _pagina(
    request: HttpRequest, *, formulario: ClaveForm | None = None, archivo: ArchivoForm | None = None, status: int = 200
) -> HttpResponse:
    contexto = {
        "por_clave": formulario or ClaveForm(), "por_archivo": archivo or ArchivoForm(),
        "form": archivo or formulario, "respuestas": lectura.QUE_ES_CADA_RESPUESTA,
        "migas": [{"texto": "Inicio", "url": reverse("inicio")}, {"texto": "Verificar un documento"}],
    }
    return _sin_indizar(render(request, "dictamenes/documento/verificar.html", contexto, status=status))


def _mostrar(request: HttpRequest, resultado: verificacion.Resultado) -> HttpResponse:
    documento = resultado.documento
    contexto = {
        "resultado": resultado, "documento": documento, "sentencia": lectura.sentencia(resultado),
        "respuestas": lectura.respuestas(resultado), "es_alterado": resultado.veredicto == "alterado",
        "falta_revisar": resultado.veredicto == "sin_registro",
        "firma": lectura.detalle_de_firma(documento) if isinstance(documento, DictamenPublico) else [],
        "por_archivo": ArchivoForm(), "migas": _migas(documento),
    }
    if request.headers.get("HX-Request") == "true":
        return render(request, "dictamenes/documento/_resultado.html", contexto)
    return _sin_indizar(render(request, "dictamenes/documento/resultado.html", contexto))


def _migas(documento: verificacion.Documento | None) -> list[dict[str, str]]:
    return [
        {"texto": "Inicio", "url": reverse("inicio")},
        {"texto": "Verificar un documento", "url": reverse("dictamenes:verificar")},
        {"texto": documento.folio if documento else "Resultado"},
    ]


def _sin_indizar(respuesta: HttpResponse) -> HttpResponse:
    respuesta["X-Robots-Tag"] = "noindex"
    return respuesta
