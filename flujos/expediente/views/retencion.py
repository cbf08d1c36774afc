"""La retención legal: proponerla desde el expediente, y confirmarla, descartarla o levantarla entre dos personas."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView, View

from bitacora.rechazos import con_constancia
from cuentas import reloj
from cuentas.acceso.acceso import puede
from cuentas.acceso.puerta import PuertaMixin
from cuentas.interfaz.envio import DeUnaVezMixin
from cuentas.interfaz.genericas import FormView
from dictamenes.archivo import retencion
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import RetencionLegal, Solicitud
from dictamenes.models.retencion import RetencionQuerySet
from flujos.expediente import expediente
from flujos.expediente.forms.retencion import LevantarForm, RetenerForm
from flujos.expediente.views.archivo import DeArchivoMixin

RECIENTES = 100


class RetenerView(DeUnaVezMixin, DeArchivoMixin, FormView[RetenerForm]):
    """Proponer la retención de un expediente."""

    operacion = retencion.OPERACION
    template_name = "flujos/expediente/retener.html"
    form_class = RetenerForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"hoy": reloj.hoy()}

    def form_valid(self, form: RetenerForm) -> HttpResponse:
        quien, ahora = self.request.user, reloj.ahora()
        with con_constancia(retencion.OPERACION, self.solicitud, por=quien, en=ahora):
            retencion.proponer(self.solicitud, por=quien, en=ahora, envio=self.envio(), **form.cleaned_data)
        messages.success(self.request, f"{self.solicitud.folio} quedó retenido. Otra persona debe confirmarlo.")
        return redirect(self.get_success_url())

    def form_invalid(self, form: RetenerForm) -> HttpResponse:
        respuesta = super().form_invalid(form)
        respuesta.status_code = 422
        return respuesta

    def get_success_url(self) -> str:
        return reverse("flujos:retenciones")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "solicitud": self.solicitud, "migas": expediente.migas(self.solicitud, self.mirada, "Retener por ley"),
        }


class DeRetencionesMixin(PuertaMixin):
    """Las retenciones de los expedientes que la persona alcanza: las demás, para ella no existen."""

    operacion = retencion.LECTURA

    def retenciones(self) -> RetencionQuerySet:
        suyas = Solicitud.objects.visibles_para(self.request.user, retencion.LECTURA)
        personas = ("propuesta_por", "confirmada_por", "descartada_por", "pedida_por", "levantada_por")
        return RetencionLegal.objects.filter(solicitud__in=suyas).select_related("solicitud__ente", *personas)


class RetencionesView(DeRetencionesMixin, TemplateView):
    """Las que detienen hoy y las que ya no, con lo que a cada una le falta."""

    template_name = "flujos/expediente/retenciones.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """La lectura de quien audita queda registrada."""
        expediente.dejar_constancia("archivo:retenciones", "archivo.leido", self.request.user, reloj.ahora())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        todas = self.retenciones()
        detienen = todas.detienen(reloj.hoy())
        return super().get_context_data(**kwargs) | {
            "detienen": detienen, "terminadas": todas.exclude(pk__in=detienen.values("pk"))[:RECIENTES],
            "retiene": puede(self.request.user, retencion.OPERACION), "form": LevantarForm(),
        }


class _ResolverView(DeRetencionesMixin, View):
    """Lo común de dar un paso sobre una retención."""

    operacion = retencion.OPERACION
    http_method_names = ["post"]
    hecho = ""

    def dar(self, suya: RetencionLegal, request: HttpRequest) -> None:
        raise NotImplementedError

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        suya = get_object_or_404(self.retenciones(), pk=pk)
        try:
            with con_constancia(retencion.OPERACION, suya.solicitud, por=self.request.user, en=reloj.ahora()):
                self.dar(suya, request)
            messages.success(request, self.hecho.format(folio=suya.solicitud.folio))
        except (retencion.RetencionImposible, DatosInvalidos) as error:
            messages.error(request, str(error))
        return redirect("flujos:retenciones")


class ConfirmarView(_ResolverView):
    """La segunda persona."""

    hecho = "La retención de {folio} quedó confirmada."

    def dar(self, suya: RetencionLegal, request: HttpRequest) -> None:
        retencion.confirmar(suya, por=self.request.user, en=reloj.ahora())


class DescartarView(_ResolverView):
    """Lo que nadie confirmó deja de detener."""

    hecho = "La retención de {folio} se descartó."

    def dar(self, suya: RetencionLegal, request: HttpRequest) -> None:
        retencion.descartar(suya, por=self.request.user, en=reloj.ahora())


class PedirView(_ResolverView):
    """Pedir que termine antes de su día."""

    hecho = "Se pidió levantar la retención de {folio}. Otra persona la levanta."

    def dar(self, suya: RetencionLegal, request: HttpRequest) -> None:
        form = LevantarForm(request.POST)
        motivo = form.cleaned_data["motivo"] if form.is_valid() else ""
        retencion.pedir_levantarla(suya, motivo=motivo, por=self.request.user, en=reloj.ahora())


class LevantarView(_ResolverView):
    """La segunda persona de levantarla."""

    hecho = "La retención de {folio} se levantó."

    def dar(self, suya: RetencionLegal, request: HttpRequest) -> None:
        retencion.levantar(suya, por=self.request.user, en=reloj.ahora())
