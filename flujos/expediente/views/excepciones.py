"""Pedir y resolver la excepción a una cláusula, y el registro público de las otorgadas."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from cuentas import reloj
from cuentas.interfaz.filtros import entero
from dictamenes import tramite
from dictamenes.models import ExcepcionDeClausula, Fundamento
from dictamenes.reglas import excepciones
from flujos.expediente.forms.excepciones import PedirExcepcionForm, ResolverExcepcionForm
from flujos.expediente.views.base import ActoView

A_LA_VISTA = 200
SOLO_AQUI = (
    "Cada excepción vale sólo para su caso. Si la cláusula debe cambiar para todos, es una versión nueva del estándar."
)


class DeExcepcionView(ActoView):
    """Lo común: vuelve al expediente, donde están todas."""

    texto = SOLO_AQUI

    def get_success_url(self) -> str:
        return self.url("expediente", self.solicitud.pk) + "#excepciones"


class PedirExcepcionView(DeExcepcionView):
    """El ente la pide."""

    acto, operacion, form_class = tramite.pedir_excepcion, "excepcion.pedir", PedirExcepcionForm
    titulo, boton = "Pedir excepción a una cláusula", "Pedir la excepción"
    hecho = "Quedó pedida la excepción en {folio}. Se avisó a quien la resuelve."

    @cached_property
    def pedibles(self) -> list[excepciones.Pedible]:
        return excepciones.pedibles(self.solicitud)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Pedir dos veces la misma lleva a la primera."""
        if excepciones.pedida(self.solicitud, request.POST.get("cual", "")):
            messages.info(request, "Ya estaba pedida: aquí se ve cómo va.")
            return redirect(self.get_success_url())
        return super().post(request, *args, **kwargs)

    def procede(self) -> bool:
        return super().procede() and bool(self.pedibles)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"pedibles": self.pedibles}


class ResolverExcepcionView(DeExcepcionView):
    """Quien dice la matriz la otorga o la niega."""

    acto, operacion, form_class = tramite.otorgar_excepcion, "excepcion.resolver", ResolverExcepcionForm
    template_name = "flujos/expediente/excepcion.html"
    titulo, boton = "Resolver la excepción a una cláusula", "Resolver"
    hecho = "Quedó resuelta la excepción en {folio}. Se avisó al ente."

    @cached_property
    def excepcion(self) -> ExcepcionDeClausula:
        de_la_solicitud = ExcepcionDeClausula.objects.select_related("concepto", "requisito__perfil")
        return get_object_or_404(de_la_solicitud, pk=self.kwargs["excepcion"], concepto__solicitud=self.solicitud)

    def procede(self) -> bool:
        return super().procede() and self.excepcion.resuelta_en is None

    def get_form_kwargs(self) -> dict[str, Any]:
        vigentes = list(Fundamento.objects.vigentes(reloj.hoy()))
        return super().get_form_kwargs() | {"fundamentos": vigentes}

    def ejecutar(self, form: ResolverExcepcionForm) -> None:
        dicho = form.cleaned_data
        comun = {"excepcion": self.excepcion.pk, "motivo": dicho["motivo"]}
        if dicho["decision"] == form.OTORGAR:
            self.dar(tramite.otorgar_excepcion, fundamento=dicho["fundamento"], **comun)
        else:
            self.dar(tramite.negar_excepcion, **comun)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"excepcion": self.excepcion}


class ExcepcionesView(TemplateView):
    """El registro público: qué cláusula se exceptúa más y cada excepción otorgada, con su fundamento. Sin sesión."""

    template_name = "flujos/expediente/excepciones.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        otorgadas = ExcepcionDeClausula.objects.otorgadas().select_related(
            "concepto__solicitud__ente", "requisito__perfil__version__estandar", "fundamento",
        ).order_by("-resuelta_en", "-pk")
        clausula = entero(self.request.GET.get("clausula", ""), 9)
        if clausula is not None:
            otorgadas = otorgadas.filter(requisito=clausula)
        return super().get_context_data(**kwargs) | {
            "clausulas": excepciones.mas_exceptuadas(), "otorgadas": otorgadas[:A_LA_VISTA], "total": otorgadas.count(),
            "elegida": clausula, "solo_aqui": SOLO_AQUI,
        }
