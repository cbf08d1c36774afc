"""El archivo de un expediente: en qué serie está, hasta cuándo se conserva y su exportación completa."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from archivos.salida import TIPOS, como_descarga
from cuentas import reloj
from cuentas.acceso.acceso import puede
from cuentas.entrada import tasa
from dictamenes.archivo import certificacion, retencion
from dictamenes.models import CopiaCertificada, RetencionLegal, Solicitud
from dictamenes.models.dictamen import FormaDeFirma
from dictamenes.models.retencion import RetencionQuerySet
from dictamenes.models.solicitud import Estado
from dictamenes.reglas import disposicion
from flujos.expediente import expediente
from flujos.expediente.exportacion import actos, indice
from flujos.expediente.exportacion.piezas import documentos
from flujos.expediente.views.base import DeExpedienteMixin

TITULO = "Archivo y expediente completo"
POR_MINUTO = 20


class DeArchivoMixin(DeExpedienteMixin):
    """Sólo expedientes ya presentados, y sólo quien los puede exportar: lo demás, 404."""

    @cached_property
    def solicitud(self) -> Solicitud:
        suyas = Solicitud.objects.visibles_para(self.request.user, self.operacion or actos.OPERACION)
        presentadas = suyas.exclude(estado=Estado.BORRADOR)
        return get_object_or_404(presentadas.select_related("ente", "formulario", "dictamen"), pk=self.kwargs["pk"])


class ArchivoView(DeArchivoMixin, TemplateView):
    """Cómo se archiva y qué traería la exportación."""

    template_name = "flujos/expediente/archivo.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """La lectura de quien audita queda registrada."""
        expediente.dejar_constancia(self.solicitud, "expediente.leido", self.request.user, reloj.ahora())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """La ficha archivística y los documentos, sin leerlos."""
        return super().get_context_data(**kwargs) | {
            "solicitud": self.solicitud, "titulo": TITULO, "ficha": disposicion.ficha(self.solicitud),
            "piezas": documentos(self.solicitud, self.mirada), "alcance": indice.ALCANCES[self.mirada],
            "copias": copias_de(self.solicitud, self.mirada),
            "certifica": puede(self.request.user, certificacion.OPERACION),
            "retiene": puede(self.request.user, retencion.OPERACION),
            "retenciones": self.retenciones(),
            "migas": expediente.migas(self.solicitud, self.mirada, TITULO),
        }


    def retenciones(self) -> RetencionQuerySet:
        """Las que hoy lo detienen, para quien puede leerlas; al ente no se le dice."""
        suyas = RetencionLegal.objects.detienen(reloj.hoy()).filter(solicitud=self.solicitud)
        return suyas if self.mirada != "ente" and puede(self.request.user, retencion.LECTURA) else suyas.none()


def copias_de(solicitud: Solicitud, mirada: str) -> QuerySet[CopiaCertificada]:
    """Las copias certificadas que conoce esa mirada: el ente, sólo las ya expedidas que no llevan nada interno."""
    todas = solicitud.copias_certificadas.select_related("certificada_por", "paquete")
    sin_firmar = Q(forma_firma=FormaDeFirma.PADES, caratula=None)
    return todas.filter(~sin_firmar, alcance=CopiaCertificada.Alcance.ENTE) if mirada == "ente" else todas


class ExportarView(DeArchivoMixin, View):
    """El expediente completo, en un ZIP; cada vez queda anotado con su huella."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
        """Se arma en disco y se entrega por trozos. Como copia todos los anexos, cada persona tiene un tope: 429."""
        if tasa.anotar("exportar-expediente", str(self.request.user.pk), segundos=60) > POR_MINUTO:
            contexto = {"motivo": "Ha exportado demasiados expedientes seguidos.", "espera": "un minuto"}
            return render(request, "429.html", contexto, status=429)
        paquete = actos.exportar(self.solicitud, self.mirada, por=self.request.user, en=reloj.ahora())
        return como_descarga(paquete.archivo, f"expediente-{self.solicitud.folio}.zip", TIPOS["zip"])
