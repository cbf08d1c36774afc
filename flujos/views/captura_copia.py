"""Empezar una solicitud: en blanco o a partir de una anterior; copiarla y leer qué cambió desde entonces."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView

from cuentas import reloj
from cuentas.envio import DeUnaVezMixin
from dictamenes import captura
from dictamenes.models import Solicitud
from flujos import copias, mis_solicitudes
from flujos.forms.captura import EmpezarForm
from flujos.views.captura import DeQuienCapturaMixin
from flujos.views.captura_base import CapturaMixin

MAXIMO = 25


class EmpezarView(DeQuienCapturaMixin, FormView):
    """Cómo se quiere empezar. Quien no tiene de dónde partir va derecho a una en blanco."""

    template_name = "flujos/captura/empezar.html"
    form_class = EmpezarForm
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """La elección viaja en la dirección: nada se guarda todavía."""
        if not mis_solicitudes.anteriores(request.user).exists():
            return redirect("flujos:nueva")
        form = EmpezarForm(request.GET if "seguir" in request.GET else None)
        if form.is_valid():
            return redirect(EmpezarForm.DESTINOS[form.cleaned_data["como"]])
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Con las migas."""
        return super().get_context_data(**kwargs) | {"migas": _migas("Nueva solicitud")}


class AnterioresView(DeQuienCapturaMixin, TemplateView):
    """Las que su ente ya presentó, para elegir de cuál partir."""

    template_name = "flujos/captura/anteriores.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Las más recientes que coincidan."""
        texto = self.request.GET.get("q", "")
        halladas = list(mis_solicitudes.anteriores(self.request.user, texto)[: MAXIMO + 1])
        return super().get_context_data(**kwargs) | {
            "q": texto, "solicitudes": halladas[:MAXIMO], "hay_mas": len(halladas) > MAXIMO,
            "migas": _migas("Copiar una anterior"),
        }


class CopiarView(DeUnaVezMixin, DeQuienCapturaMixin, FormView):
    """Confirmar que se abre un borrador a partir de ésta."""

    template_name = "flujos/captura/copiar.html"
    form_class = forms.Form
    deja = "solicitud.iniciada"

    @cached_property
    def origen(self) -> Solicitud:
        """La de la dirección, si es de su ente y ya se presentó."""
        return get_object_or_404(mis_solicitudes.anteriores(self.request.user), pk=self.kwargs["pk"])

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """El acto, y a leer qué cambió."""
        nueva = captura.copiar(self.origen, por=self.request.user, en=reloj.ahora(), envio=self.envio())
        return redirect("flujos:cambios", nueva.pk)

    def ya_enviado(self, objeto: str) -> HttpResponse:
        """Al borrador que abrió el primero."""
        return redirect("flujos:cambios", objeto.partition(":")[2])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Con la anterior y el ejercicio que tendrá la nueva."""
        return super().get_context_data(**kwargs) | {
            "origen": self.origen, "ejercicio": reloj.hoy().year, "migas": _migas("Copiar una anterior"),
            "conceptos": self.origen.conceptos.count(),
        }


class CambiosView(CapturaMixin, TemplateView):
    """Qué cambió desde la anterior, y nada más; con lo que falta para presentar."""

    template_name = "flujos/captura/cambios.html"
    titulo = "Qué cambió desde entonces"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Si no se copió de ninguna, o ésa ya no existe, no hay qué comparar."""
        if self.solicitud.copiada_de is None:
            raise Http404
        return super().get_context_data(**kwargs) | copias.que_cambio(self.solicitud, reloj.hoy())


def _migas(ultima: str) -> list[dict[str, str]]:
    return [{"texto": "Mis solicitudes", "url": reverse("flujos:solicitudes")}, {"texto": ultima}]
