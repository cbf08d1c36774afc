"""Las páginas de la calle: portada, muestrario y errores."""

from __future__ import annotations

import logging
import secrets
import sys
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from config import ayuda, muestras, pagina_de_firma, portada, privacidad
from cuentas import parametros, reloj
from cuentas.rastreo import peticion

registro = logging.getLogger("config.errores")
VIGENCIA_DEL_CONTACTO = 180  # días


def inicio(request: HttpRequest) -> HttpResponse:
    return render(request, "inicio.html", portada.textos())


def muestrario(request: HttpRequest) -> HttpResponse:
    """Los componentes, uno por uno (sólo en la demostración); con ?revisar, el formulario sale con errores."""
    return render(request, "muestrario.html", muestras.muestras({} if "revisar" in request.GET else None))


@require_safe
def ayuda_general(request: HttpRequest) -> HttpResponse:
    """La portada de la ayuda: su guía, las demás y la mesa de ayuda."""
    propias = [(clave, ayuda.GUIAS[clave]) for clave in ayuda.guias_de_la_persona(request)]
    contexto = {"propias": propias, "guias": ayuda.GUIAS.items(), "mesa": parametros.mesa_de_ayuda()}
    return render(request, "ayuda/portada.html", contexto)


@require_safe
def guia(request: HttpRequest, papel: str) -> HttpResponse:
    """La guía de un papel, que cualquiera puede leer e imprimir. 404 si no hay."""
    hallada = ayuda.GUIAS.get(papel)
    if hallada is None:
        raise Http404
    return render(request, hallada.plantilla, {"guia": hallada, "mesa": parametros.mesa_de_ayuda()})


@require_safe
def ayuda_de_la_firma(request: HttpRequest) -> HttpResponse:
    """Qué pasa con la llave de quien firma y con qué huella se publica la página que la abre."""
    contexto = {"huellas": pagina_de_firma.huellas(), "mesa": parametros.mesa_de_ayuda()}
    return render(request, "ayuda/e_firma.html", contexto)


def aviso_de_privacidad(request: HttpRequest) -> HttpResponse:
    contexto = {"clases": privacidad.CLASES.values(), "contacto": settings.PRIVACIDAD_CONTACTO}
    return render(request, "privacidad.html", contexto)


def seguridad_txt(request: HttpRequest) -> HttpResponse:
    """A quién avisar de una falla de seguridad (RFC 9116); vence medio año después de pedirlo."""
    vence = reloj.ahora() + timedelta(days=VIGENCIA_DEL_CONTACTO)
    lineas = {
        "Contact": f"mailto:{settings.SEGURIDAD_CONTACTO}",
        "Expires": vence.strftime("%Y-%m-%dT00:00:00Z"),
        "Preferred-Languages": "es, en",
        "Canonical": f"{settings.SITIO_URL}{request.path}",
    }
    texto = "".join(f"{campo}: {valor}\n" for campo, valor in lineas.items())
    return HttpResponse(texto, content_type="text/plain; charset=utf-8")


def _pagina_de_error(plantilla: str, estado: int, **contexto: object) -> HttpResponse:
    """Página de error sin petición: no pasa por procesadores de contexto, sesión ni base."""
    return HttpResponse(render_to_string(plantilla, contexto), status=estado)


def formulario_vencido(request: HttpRequest, reason: str = "") -> HttpResponse:
    """El formulario caducó o no salió de este sitio: nada se guardó."""
    motivo = "El formulario caducó y nada se guardó. Vuelva a abrir la página e inténtelo de nuevo."
    return _pagina_de_error("403.html", 403, motivo=motivo)


def error_400(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Petición que no se entiende, o que no cabe (413)."""
    if isinstance(exception, RequestDataTooBig):
        return _pagina_de_error("413.html", 413)
    return _pagina_de_error("400.html", 400)


def error_403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _pagina_de_error("403.html", 403, motivo=str(exception or ""))


def error_404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Página que no existe o no es suya."""
    return _pagina_de_error("404.html", 404)


def error_500(request: HttpRequest) -> HttpResponse:
    """Falla nuestra: la referencia que se muestra es el id de la petición en los registros. Sin base a la mano, 503."""
    if isinstance(sys.exc_info()[1], OperationalError):
        respuesta = _pagina_de_error("503.html", 503)
        respuesta["Retry-After"] = "30"
        return respuesta
    referencia = peticion.get() or secrets.token_hex(8).upper()
    registro.error("Falla con referencia %s.", referencia)
    return _pagina_de_error("500.html", 500, referencia=referencia)
