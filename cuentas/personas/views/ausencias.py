"""Las pantallas de ausencias: la propia persona y, por todas, coordinación."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy

from bitacora.rechazos import con_constancia
from cuentas import reloj
from cuentas.acceso.acceso import papeles, puede
from cuentas.acceso.puerta import PuertaMixin
from cuentas.interfaz.envio import DeUnaVezMixin
from cuentas.interfaz.genericas import DetailView, FormView
from cuentas.models import Ausencia
from cuentas.personas import ausencias
from cuentas.personas.forms.personas import AusenciaForm

SUS_ASUNTOS = " Si tiene asuntos a su cargo, repártalos desde esta lista."


class AusenciasView(DeUnaVezMixin, PuertaMixin, FormView[AusenciaForm]):
    """Las ausencias por venir y el registro de otra."""

    template_name = "cuentas/personas/ausencias.html"
    form_class = AusenciaForm
    success_url = reverse_lazy("cuentas:ausencias")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Coordinación elige a la persona; las demás, sólo la propia."""
        de_todas = puede(self.request.user, "ausencias.registrar")
        return super().get_form_kwargs() | {"personas": ausencias.pueden_ausentarse(reloj.hoy()) if de_todas else None}

    def form_valid(self, form: AusenciaForm) -> HttpResponse:
        datos, quien, ahora = form.cleaned_data, self.request.user, reloj.ahora()
        persona = datos.pop("persona", quien)
        try:
            with con_constancia("ausencia.registrar", persona, por=quien, en=ahora):
                ausencias.registrar(persona, por=quien, en=ahora, envio=self.envio(), **datos)
        except ausencias.AusenciaImposible as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        reparte = puede(quien, "revision.turnar")
        messages.success(self.request, "La ausencia quedó registrada." + (SUS_ASUNTOS if reparte else ""))
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        quien = self.request.user
        return super().get_context_data(**kwargs) | {
            "ausencias": ausencias.visibles_para(quien, reloj.hoy()),
            "registra": bool(papeles(quien) & set(ausencias.QUE_SE_AUSENTAN)),
            "de_todas": puede(quien, "ausencias.registrar"),
        }


class CancelarAusenciaView(PuertaMixin, DetailView[Ausencia]):
    """Cancelar una ausencia: la página pregunta, el botón lo hace. La ajena no existe."""

    template_name = "cuentas/personas/ausencia_cancelar.html"
    context_object_name = "ausencia"

    def get_queryset(self) -> QuerySet[Ausencia]:
        return ausencias.visibles_para(self.request.user, reloj.hoy())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        ausencias.cancelar(self.get_object(), por=self.request.user, en=reloj.ahora())
        messages.success(request, "La ausencia quedó cancelada.")
        return redirect("cuentas:ausencias")
