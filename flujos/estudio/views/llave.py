"""Lo que la página de firma (`static/firma/`) le pide al sitio: qué firmar, prepararlo y terminarlo. Nunca la llave."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.views.generic import View
from viewflow.workflow.exceptions import FlowLockFailed, FlowRuntimeError

from archivos.excepciones import AlmacenNoDisponible, ContenidoPerdido
from bitacora.rechazos import Rechazo
from cuentas import reloj
from cuentas.acceso.puerta import PuertaMixin
from cuentas.entrada.forms.identidad import que_pide
from cuentas.interfaz.genericas import FormView
from dictamenes.documento import distancia
from dictamenes.documento.distancia import Ficha
from dictamenes.documento.firma import instalada
from dictamenes.documento.firma.hoja_de_prueba import hoja_de_prueba
from dictamenes.excepciones import ActoImposible
from dictamenes.fundamentos.firmas import OPERACION
from flujos.estudio import firmas, por_firmar
from flujos.estudio.forms.firma import PrepararForm, TerminarForm
from flujos.estudio.views.tope_de_firma import ConIdentidadMixin

FRESCO = {"Cache-Control": "private, no-store"}


class PorFirmarConLlaveView(PuertaMixin, View):
    """Qué hay por firmar de lo que marcó (`a`) y ya leyó, o la hoja de prueba (`prueba`)."""

    operacion = OPERACION

    def get(self, request: HttpRequest) -> HttpResponse:
        lista = [_de_prueba()] if "prueba" in request.GET else [
            _documento(uno) for uno in por_firmar.marcados(self.request.user, reloj.ahora(), request.GET.getlist("a"))
            if not uno.autografa]
        return JsonResponse({
            "csrf": get_token(request), "persona": self.request.user.nombre, "identidad": que_pide(request),
            "confirmar": reverse("account_reauthenticate"), "volver": reverse("flujos:por_firmar"), "documentos": lista,
        }, headers=FRESCO)


class _RespuestaView(PuertaMixin, FormView[Any]):
    """Un formulario que contesta con datos: la frase de lo que no se pudo, y si falta decir quién es."""

    operacion = OPERACION
    http_method_names = ["post", "options"]

    def form_invalid(self, form: Any) -> HttpResponse:
        (campo, errores), *_ = form.errors.items()
        pide = campo if campo in ("contrasena", "codigo") else ""
        return JsonResponse({"motivo": errores[0], "identidad": pide}, status=422)

    def contestar(self, hacer: Callable[[], dict[str, Any]]) -> HttpResponse:
        """Lo que se hizo, o la frase de por qué no."""
        try:
            return JsonResponse(hacer(), headers=FRESCO)
        except (AlmacenNoDisponible, ContenidoPerdido):
            return JsonResponse({"motivo": firmas.SIN_ALMACEN}, status=503)
        except (FlowLockFailed, FlowRuntimeError):
            return JsonResponse({"motivo": firmas.OCUPADO}, status=409)
        except (ActoImposible, Rechazo) as motivo:
            return JsonResponse(
                {"motivo": str(motivo), "certificado": isinstance(motivo, distancia.CertificadoNoSirve)}, status=422)


class PrepararView(ConIdentidadMixin, _RespuestaView):
    """Lo que se va a firmar de un documento, con el certificado que llegó ya juzgado."""

    form_class = PrepararForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Quien sólo tiene llave de paso confirma en otra pestaña: la llave abierta en ésta no se pierde."""
        if not self.se_confirma_aqui():
            return JsonResponse({"motivo": "Confirme que es usted.", "identidad": "otra_pagina"}, status=422)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: PrepararForm) -> HttpResponse:
        persona, dicho = self.request.user, form.cleaned_data
        ficha = Ficha(persona.pk, dicho["cual"], dicho["visto"], dicho["cer"], reloj.ahora())
        return self.contestar(lambda: {**firmas.preparar(ficha, por=persona)})


class TerminarView(_RespuestaView):
    """La firma de un documento: se comprueba contra lo preparado y se registra."""

    form_class = TerminarForm

    def form_valid(self, form: TerminarForm) -> HttpResponse:
        return self.contestar(lambda: firmas.terminar(
            form.cleaned_data["ficha"], form.cleaned_data["firma"], por=self.request.user, en=reloj.ahora()))


class HojaDePruebaView(PuertaMixin, View):
    """Los bytes con que se prueba una e.firma."""

    operacion = OPERACION

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(hoja_de_prueba(), content_type=distancia.PDF, headers=FRESCO)


class CredencialDePruebaView(PuertaMixin, View):
    """La e.firma ficticia de quien entra, para probar el camino de verdad. Sólo donde se custodian."""

    operacion = OPERACION

    def get(self, request: HttpRequest) -> HttpResponseBase:
        try:
            contenido = instalada.paquete_de_prueba(self.request.user.rfc)
        except instalada.CredencialNoCustodiada:
            raise Http404 from None
        nombre = f'attachment; filename="efirma-de-prueba-{self.request.user.rfc}.zip"'
        return HttpResponse(contenido, content_type="application/zip", headers={
            "Content-Disposition": nombre, **FRESCO})


def _documento(uno: por_firmar.Asunto | por_firmar.Papel) -> dict[str, Any]:
    solicitud = uno.solicitud
    return {
        "cual": uno.cual, "folio": uno.folio, "asunto": solicitud.proyecto, "ente": solicitud.ente.siglas,
        "sentido": uno.razon, "importe": uno.importe, "huella": uno.huella, "bytes": uno.bytes_en,
    }


def _de_prueba() -> dict[str, Any]:
    return {
        "cual": firmas.DE_PRUEBA, "folio": "PRUEBA", "asunto": "Documento de prueba", "ente": "", "importe": "",
        "sentido": "No es un dictamen", "huella": hashlib.sha256(hoja_de_prueba()).hexdigest(),
        "bytes": reverse("flujos:hoja_de_prueba"),
    }
