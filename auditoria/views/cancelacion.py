"""Cancelar los datos personales de un evento: ver qué se borraría, proponerlo, y confirmarlo o descartarlo."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import View

from auditoria import cancelacion
from auditoria.forms import CancelacionForm
from bitacora.models import Evento
from cuentas import reloj
from cuentas.acceso.puerta import PuertaMixin
from cuentas.interfaz.envio import DeUnaVezMixin
from cuentas.interfaz.genericas import FormView


class CancelacionesView(DeUnaVezMixin, PuertaMixin, FormView[CancelacionForm]):
    """Lo que espera a otra persona y el formulario; nadie lee aquí los datos."""

    operacion = cancelacion.OPERACION
    template_name = "auditoria/cancelaciones.html"
    form_class = CancelacionForm

    def form_valid(self, form: CancelacionForm) -> HttpResponse:
        n = form.cleaned_data["evento"]
        try:
            cancelacion.proponer(
                n, fundamento=form.cleaned_data["fundamento"], resolucion=form.cleaned_data["resolucion"],
                por=self.request.user, en=reloj.ahora(), envio=self.envio(),
            )
        except cancelacion.CancelacionImposible as error:
            form.add_error("evento", str(error))
            return self.form_invalid(form)
        messages.success(self.request, f"La cancelación del evento {n} quedó propuesta. La confirma otra persona.")
        return redirect(self.get_success_url())

    def form_invalid(self, form: forms.BaseForm) -> HttpResponse:
        respuesta = super().form_invalid(form)
        respuesta.status_code = 422
        return respuesta

    def get_success_url(self) -> str:
        return reverse("auditoria:cancelaciones")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        yo = self.request.user.pk
        propuestas = [
            {"propuesta": p, "propia": p.por_id == yo, "vista": cancelacion.ver(cancelacion.numero(p))}
            for p in cancelacion.pendientes()
        ]
        return super().get_context_data(**kwargs) | {"propuestas": propuestas}


class _ResolverView(PuertaMixin, View):
    """Lo común de resolver una propuesta."""

    operacion = cancelacion.OPERACION
    http_method_names = ["post"]
    hecho = ""

    def resolver(self, propuesta: Evento) -> None:
        raise NotImplementedError

    def post(self, request: HttpRequest, n: int) -> HttpResponse:
        propuesta = get_object_or_404(cancelacion.propuestas(), n=n)
        try:
            self.resolver(propuesta)
            messages.success(request, self.hecho.format(n=cancelacion.numero(propuesta)))
        except cancelacion.CancelacionImposible as error:
            messages.error(request, str(error))
        return redirect("auditoria:cancelaciones")


class ConfirmarView(_ResolverView):
    """Borra los datos y deja la lápida."""

    hecho = "Los datos del evento {n} se cancelaron. La lápida queda en la bitácora."

    def resolver(self, propuesta: Evento) -> None:
        cancelacion.confirmar(propuesta, por=self.request.user, en=reloj.ahora())


class DescartarView(_ResolverView):
    """Los datos se quedan como están."""

    hecho = "La propuesta sobre el evento {n} se descartó: sus datos siguen como estaban."

    def resolver(self, propuesta: Evento) -> None:
        cancelacion.descartar(propuesta, por=self.request.user, en=reloj.ahora())
