"""Un papel que espera la firma de la persona y no es un dictamen: leerlo y agregarlo a su firma."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from cuentas import reloj
from cuentas.acceso.puerta import PuertaMixin
from dictamenes.documento import hojas
from dictamenes.documento.a_firmar import CLASES
from dictamenes.documento.firma import instalada
from dictamenes.excepciones import DatosInvalidos
from dictamenes.expediente import mostrado
from dictamenes.expediente.vistos import cual, dar_papel_por_leido, leidos
from dictamenes.fundamentos import electronica
from dictamenes.fundamentos.competencias import DelDia
from dictamenes.fundamentos.firmas import OPERACION
from dictamenes.models import PapelPorFirmar
from flujos.estudio import firmas
from flujos.estudio.por_firmar import AL_FIRMARSE
from flujos.expediente.views.documentos import entregar, imagen


class DePapelMixin(PuertaMixin):
    """Sólo lo que espera la firma de quien pregunta; lo demás, para esa persona, no existe."""

    operacion = OPERACION

    @cached_property
    def papel(self) -> PapelPorFirmar:
        return get_object_or_404(PapelPorFirmar.objects.que_firma(self.request.user), pk=self.kwargs["papel"])


class PapelView(DePapelMixin, TemplateView):
    """El papel, página por página, y firmarlo o agregarlo a su firma."""

    template_name = "flujos/estudio/papel_por_firmar.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        clase, sellado = CLASES[self.papel.clase], self.papel.documento_sellado
        return super().get_context_data(**kwargs) | {
            "papel": self.papel, "solicitud": self.papel.solicitud, "huella": sellado.sha256, "hojas": [
                (n, texto, reverse("flujos:papel_pagina", args=[self.papel.pk, n]))
                for n, texto in hojas.de_papel(self.papel)
            ],
            "leido": bool(leidos(self.request.user, [(cual(self.papel), sellado.sha256)])),
            "al_firmarse": AL_FIRMARSE[clase], "falta": electronica.por_que_no(DelDia(reloj.hoy()), clase),
            "custodia": instalada.custodia_credenciales(),
        }


class PapelLeidoView(DePapelMixin, View):
    """«Lo leí completo»: queda constancia de qué hojas de qué bytes se vieron."""

    def post(self, request: HttpRequest, papel: int) -> HttpResponse:
        quien, visto = self.request.user, request.POST.get("visto", "")
        vistas = mostrado.mostrado(quien, self.papel.documento_sellado, request.POST.get("hojas", ""))
        try:
            dar_papel_por_leido(self.papel, por=quien, en=reloj.ahora(), visto=visto, mostrado=vistas)
        except DatosInvalidos as falta:
            messages.error(request, str(falta))
            return redirect("flujos:papel_por_firmar", papel)
        if "con_llave" in request.POST:
            return redirect(firmas.pagina_de_firma([cual(self.papel)]))
        messages.success(request, f"{self.papel.nombre} quedó leído y agregado a su firma.")
        return redirect("flujos:por_firmar")


class PapelPaginaView(DePapelMixin, View):
    """Una página, como imagen."""

    def get(self, request: HttpRequest, papel: int, numero: int) -> HttpResponse:
        """Sólo para quien lo firma."""
        respuesta = imagen(self.papel.documento_sellado, numero)
        mostrado.entregar(self.request.user, self.papel.documento_sellado, numero)
        return respuesta


class PapelSelladoView(DePapelMixin, View):
    """Los bytes que se firman."""

    def get(self, request: HttpRequest, papel: int) -> FileResponse:
        """En el navegador."""
        mostrado.entregar(self.request.user, self.papel.documento_sellado)
        return entregar(self.papel.documento_sellado.leer(), f"{self.papel.nombre}.pdf")
