"""Certificar una copia del expediente y descargar las certificadas."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import View

from archivos.salida import como_descarga
from cuentas import reloj
from cuentas.interfaz.envio import DeUnaVezMixin
from cuentas.interfaz.genericas import FormView
from dictamenes.archivo import certificacion
from dictamenes.fundamentos import electronica
from dictamenes.fundamentos.competencias import DelDia
from dictamenes.fundamentos.firmas import COPIA
from dictamenes.models import CopiaCertificada
from flujos.expediente import expediente
from flujos.expediente.exportacion.certificar import certificar
from flujos.expediente.forms.certificar import CertificarForm
from flujos.expediente.views.archivo import DeArchivoMixin, copias_de
from flujos.expediente.views.documentos import entregar

TITULO = "Certificar una copia del expediente"
EXPEDIDA = "La copia quedó certificada con el folio {}."
PREPARADA = "La copia {} se está sellando: fírmela en «Por firmar». Hasta entonces no está expedida."


class CertificarView(DeUnaVezMixin, DeArchivoMixin, FormView[CertificarForm]):
    """La copia se arma, se cuenta, se guarda y se certifica en un solo paso."""

    operacion = certificacion.OPERACION
    template_name = "flujos/expediente/acto.html"
    form_class = CertificarForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A quien la competencia no alcanza se le dice antes de escribir nada."""
        DelDia(reloj.hoy()).exigir_papel("certificar", self.request.user)
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Con los fundamentos que rigen hoy."""
        hoy = reloj.hoy()
        return super().get_form_kwargs() | {
            "hoy": hoy, "sin_electronica": electronica.por_que_no(DelDia(hoy), COPIA, self.request.user)}

    def form_valid(self, form: CertificarForm) -> HttpResponse:
        quien, ahora = self.request.user, reloj.ahora()
        dicho = {**form.cleaned_data, "forma": form.cleaned_data["forma_firma"]}
        del dicho["forma_firma"]
        copia = certificar(self.solicitud, **dicho, por=quien, en=ahora, envio=self.envio())
        messages.success(self.request, (PREPARADA if copia.espera_firma else EXPEDIDA).format(copia.folio))
        return redirect(self.get_success_url())

    def form_invalid(self, form: CertificarForm) -> HttpResponse:
        respuesta = super().form_invalid(form)
        respuesta.status_code = 422
        return respuesta

    def get_success_url(self) -> str:
        return reverse("flujos:archivo", args=[self.solicitud.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "solicitud": self.solicitud, "titulo": TITULO, "boton": "Certificar la copia",
            "texto": "Se certifica el expediente como está en este momento, con folio propio y el sello institucional. "
                     "La copia y su carátula quedan guardadas.",
            "migas": expediente.migas(self.solicitud, self.mirada, TITULO),
        }


class DeCopiaMixin(DeArchivoMixin):
    """Una copia certificada de las que la persona conoce; si no, 404."""

    @cached_property
    def copia(self) -> CopiaCertificada:
        return get_object_or_404(copias_de(self.solicitud, self.mirada), pk=self.kwargs["copia"])

    def dejar_constancia(self, parte: str) -> None:
        """La lectura de quien audita queda registrada."""
        quien, dicho = self.request.user, f"{self.copia.folio} {parte}"
        expediente.dejar_constancia(self.solicitud, "documento.leido", quien, reloj.ahora(), documento=dicho)


class CaratulaView(DeCopiaMixin, View):
    """La carátula, en el navegador."""

    def get(self, request: HttpRequest, pk: int, copia: int) -> FileResponse:
        contenido = certificacion.caratula(self.copia)
        if contenido is None:
            raise Http404
        self.dejar_constancia("carátula")
        return entregar(contenido, f"{self.copia.folio}.pdf")


class PaqueteView(DeCopiaMixin, View):
    """El expediente que se certificó."""

    def get(self, request: HttpRequest, pk: int, copia: int) -> FileResponse:
        """El ZIP guardado, por trozos."""
        paquete = self.copia.paquete
        self.dejar_constancia("expediente")
        return como_descarga(paquete.abrir(), f"{self.copia.folio}-expediente.zip", paquete.tipo)
