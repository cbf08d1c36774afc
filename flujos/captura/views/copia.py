"""Empezar una solicitud: en blanco, con una plantilla o de una anterior; copiarla y leer qué cambió desde entonces."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from cuentas import reloj
from cuentas.interfaz.envio import DeUnaVezMixin
from cuentas.interfaz.genericas import FormView
from cuentas.models import Usuario
from dictamenes.expediente import captura
from dictamenes.models import Solicitud
from flujos.captura import copias, mis_solicitudes
from flujos.captura.forms.solicitud import EmpezarForm, PlantillaForm
from flujos.captura.views.base import CapturaMixin
from flujos.captura.views.solicitud import DeQuienCapturaMixin

MAXIMO = 25


class EmpezarView(DeQuienCapturaMixin, FormView[EmpezarForm]):
    """Cómo se quiere empezar. Quien no tiene de dónde partir va derecho a una en blanco."""

    template_name = "flujos/captura/empezar.html"
    form_class = EmpezarForm
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """La elección viaja en la dirección: nada se guarda todavía."""
        if (maneras := _maneras(self.request.user)) == ["blanco"]:
            return redirect("flujos:nueva")
        form = EmpezarForm(request.GET if "seguir" in request.GET else None, maneras=maneras)
        if form.is_valid():
            return redirect(EmpezarForm.DESTINOS[form.cleaned_data["como"]])
        return self.render_to_response(self.get_context_data(form=form, migas=_migas("Nueva solicitud")))


class AnterioresView(DeQuienCapturaMixin, TemplateView):
    """Las que su ente ya presentó, para elegir de cuál partir."""

    template_name = "flujos/captura/anteriores.html"
    titulo, de_plantilla = "¿Cuál quiere copiar?", False
    elegibles = staticmethod(mis_solicitudes.anteriores)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        texto = self.request.GET.get("q", "")
        halladas = list(self.elegibles(self.request.user).que_dicen(texto)[: MAXIMO + 1])
        return super().get_context_data(**kwargs) | {
            "q": texto, "solicitudes": halladas[:MAXIMO], "hay_mas": len(halladas) > MAXIMO, "titulo": self.titulo,
            "de_plantilla": self.de_plantilla, "migas": _migas(self.titulo),
        }


class PlantillasView(AnterioresView):
    """Las que su ente guardó como plantilla."""

    titulo, de_plantilla = "¿Con qué plantilla?", True
    elegibles = staticmethod(mis_solicitudes.plantillas)


class PlantillaView(DeQuienCapturaMixin, FormView[PlantillaForm]):
    """Guardar un borrador o un expediente como plantilla del ente, cambiarle el nombre o que deje de serlo."""

    template_name = "flujos/captura/plantilla.html"
    form_class = PlantillaForm
    deja = "plantilla.guardada"

    @cached_property
    def solicitud(self) -> Solicitud:
        suyas = Solicitud.objects.visibles_para(self.request.user, "solicitud.elaborar").select_related("ente")
        return get_object_or_404(suyas, pk=self.kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        return {"nombre": self.solicitud.plantilla or self.solicitud.proyecto[:80]}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """«Dejar de usarla» no pide nombre."""
        return self.nombrar("") if "quitar" in request.POST else super().post(request, *args, **kwargs)

    def form_valid(self, form: PlantillaForm) -> HttpResponse:
        return self.nombrar(form.cleaned_data["nombre"])

    def form_invalid(self, form: PlantillaForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def nombrar(self, nombre: str) -> HttpResponse:
        """El acto, y de vuelta a la solicitud (un borrador se abre en su captura)."""
        captura.nombrar_plantilla(self.solicitud, nombre, por=self.request.user, en=reloj.ahora())
        dicho = f"Quedó como plantilla «{nombre}»." if nombre else "Ya no es plantilla de su ente."
        messages.success(self.request, dicho)
        return redirect("flujos:expediente", self.solicitud.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contexto = {"solicitud": self.solicitud, "migas": _migas("Guardar como plantilla")}
        return super().get_context_data(**kwargs) | contexto


class CopiarView(DeUnaVezMixin, DeQuienCapturaMixin, FormView[forms.Form]):
    """Confirmar que se abre un borrador a partir de ésta."""

    template_name = "flujos/captura/copiar.html"
    form_class = forms.Form
    deja = "solicitud.iniciada"

    @cached_property
    def origen(self) -> Solicitud:
        return get_object_or_404(mis_solicitudes.copiables(self.request.user), pk=self.kwargs["pk"])

    def form_valid(self, form: forms.Form) -> HttpResponse:
        nueva = captura.copiar(self.origen, por=self.request.user, en=reloj.ahora(), envio=self.envio())
        return redirect("flujos:cambios", nueva.pk)

    def ya_enviado(self, objeto: str) -> HttpResponse:
        """Al borrador que abrió el primero."""
        return redirect("flujos:cambios", objeto.partition(":")[2])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
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
        return super().get_context_data(**kwargs) | copias.cambios_desde_la_copia(self.solicitud, reloj.hoy())


def _maneras(usuario: Usuario) -> list[str]:
    """Con qué puede empezar: sólo lo que hay."""
    hay = {
        "copia": mis_solicitudes.anteriores(usuario).exists(),
        "plantilla": mis_solicitudes.plantillas(usuario).exists(), "blanco": True,
    }
    return [manera for manera, existe in hay.items() if existe]


def _migas(ultima: str) -> list[dict[str, str]]:
    return [{"texto": "Mis solicitudes", "url": reverse("flujos:solicitudes")}, {"texto": ultima}]
