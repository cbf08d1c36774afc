"""Las páginas de datos abiertos: qué se publica, cada versión con sus huellas y las descargas. Sin sesión."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_safe

from archivos.salida import descarga
from bitacora.atado import exigir_atados
from cuentas.acceso.acceso import puede
from cuentas.acceso.puerta import PuertaMixin
from cuentas.entrada import tasa
from cuentas.interfaz.envio import DeUnaVezMixin
from cuentas.interfaz.genericas import FormView
from cuentas.parametros import parametro
from cuentas.reloj import ahora
from indicadores.abiertos.diccionario import CONJUNTOS
from indicadores.abiertos.ocds import ESQUEMA_DE_EXTENSION, EXTENSION
from indicadores.abiertos.publicacion import esta_pedida, pedir, retirados
from indicadores.models import ArchivoPublicado, PublicacionDeDatos

DESCARGAS_POR_MINUTO = 120
PEDIDA = "La publicación quedó pedida: se arma en unos minutos y, si nada ha cambiado, no se repite la versión."
DATOS = "Datos abiertos"
MIGAS = [{"texto": "Inicio", "url": reverse_lazy("inicio")},
         {"texto": DATOS, "url": reverse_lazy("indicadores:datos_abiertos")}]
DE_LA_EXTENSION = {"extension.json": EXTENSION, "release-schema.json": ESQUEMA_DE_EXTENSION}


@require_safe
def portada(request: HttpRequest) -> HttpResponse:
    """La última versión, el diccionario y todas las anteriores."""
    ultima = PublicacionDeDatos.objects.first()
    publica = request.user.is_authenticated and puede(request.user, "datos.publicar")
    contexto = {
        **(_de_la_version(ultima) if ultima else {}), "conjuntos": CONJUNTOS,
        "versiones": PublicacionDeDatos.objects.all(), "prefijo": parametro("abiertos.ocds_prefijo"),
        "publicar_url": reverse("indicadores:datos_publicar") if publica else "",
        "esta_pedida": esta_pedida(), "migas": [MIGAS[0], {"texto": DATOS}],
    }
    return render(request, "indicadores/abiertos/portada.html", contexto)


@require_safe
def version(request: HttpRequest, numero: int) -> HttpResponse:
    """Una versión: corte, cabeza de la cadena, qué cambió y la huella de cada archivo."""
    publicacion = get_object_or_404(PublicacionDeDatos, numero=numero)
    contexto = {**_de_la_version(publicacion), "migas": [*MIGAS, {"texto": str(publicacion)}]}
    return render(request, "indicadores/abiertos/version.html", contexto)


@require_safe
def archivo(request: HttpRequest, numero: int, nombre: str) -> HttpResponse:
    """Descargar un archivo de una versión. 410 si trae algo que después se testó."""
    if tasa.excedida(request, "datos-abiertos", tope=DESCARGAS_POR_MINUTO):
        motivo = {"motivo": "Desde su red se han pedido demasiadas descargas seguidas.", "espera": "un minuto"}
        return HttpResponse(render_to_string("429.html", motivo), status=429, headers={"Retry-After": "60"})
    publicados = ArchivoPublicado.objects.select_related("archivo", "publicacion")
    publicado = get_object_or_404(publicados, publicacion__numero=numero, nombre=nombre)
    if publicado.conjunto in retirados(publicado.publicacion):
        return render(request, "indicadores/abiertos/retirado.html", {"publicado": publicado}, status=410)
    exigir_atados(publicado.publicacion)
    respuesta = descarga(publicado.archivo.leer(), f"v{numero}-{nombre}")
    respuesta["Cache-Control"] = "no-cache"  # si después se testa algo, ninguna copia guardada vale sin preguntar
    respuesta["ETag"] = f'"{publicado.archivo.sha256}"'
    return respuesta


@require_safe
def ultimo(request: HttpRequest, nombre: str) -> HttpResponse:
    """La dirección que no cambia: lleva al archivo de la última versión."""
    ultima = PublicacionDeDatos.objects.first()
    if ultima is None or not ultima.archivos.filter(nombre=nombre).exists():
        raise Http404
    return redirect("indicadores:datos_archivo", ultima.numero, nombre)


@require_safe
def extension(request: HttpRequest, nombre: str) -> HttpResponse:
    """La extensión de OCDS que declara el paquete: la huella de cada documento."""
    if nombre not in DE_LA_EXTENSION:
        raise Http404
    return JsonResponse(DE_LA_EXTENSION[nombre], json_dumps_params={"ensure_ascii": False, "indent": 1})


class PublicarView(DeUnaVezMixin, PuertaMixin, FormView[forms.Form]):
    """Pedir la versión siguiente sin esperar su día."""

    operacion, form_class = "datos.publicar", forms.Form
    template_name = "indicadores/abiertos/publicar.html"
    success_url = reverse_lazy("indicadores:datos_abiertos")
    extra_context = {"migas": [*MIGAS, {"texto": "Publicar ahora"}]}  # noqa: RUF012  (como lo declara Django)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        pedir(por=self.request.user, en=ahora(), envio=self.envio())
        messages.success(self.request, PEDIDA)
        return super().form_valid(form)


def _de_la_version(publicacion: PublicacionDeDatos) -> dict[str, Any]:
    """La versión con sus archivos; de cada uno, si ya no se entrega."""
    fuera = retirados(publicacion)
    publicados = publicacion.archivos.select_related("archivo")
    return {"version": publicacion, "archivos": [(uno, uno.conjunto in fuera) for uno in publicados]}
