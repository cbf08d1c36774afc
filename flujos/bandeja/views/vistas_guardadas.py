"""Guardar y quitar vistas de la bandeja, y acomodarla: cuántos renglones y qué tan juntos."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import View

from cuentas.acceso.puerta import PuertaMixin
from cuentas.interfaz.formularios import FormularioSonora
from cuentas.interfaz.genericas import FormView
from cuentas.interfaz.pantalla import preferir
from dictamenes.excepciones import DatosInvalidos
from flujos.bandeja import vistas_guardadas
from flujos.bandeja.views.reparto import pedidos, volver


class VistaForm(FormularioSonora, forms.Form):
    """El nombre de la vista."""

    nombre = forms.CharField(max_length=40, error_messages={
        "required": "Escriba un nombre para la vista.", "max_length": "El nombre admite hasta 40 letras.",
    })


class GuardarVistaView(PuertaMixin, FormView[VistaForm]):
    """Ponerle nombre a los filtros que se están viendo."""

    form_class, http_method_names = VistaForm, ["post"]

    def form_valid(self, form: VistaForm) -> HttpResponse:
        try:
            vistas_guardadas.guardar(self.request.user, form.cleaned_data["nombre"], pedidos(self.request))
            messages.success(self.request, "La vista quedó guardada.")
        except DatosInvalidos as motivo:
            messages.warning(self.request, str(motivo))
        return redirect(volver(self.request))

    def form_invalid(self, form: VistaForm) -> HttpResponse:
        messages.warning(self.request, str(form.errors["nombre"][0]))
        return redirect(volver(self.request))


class QuitarVistaView(PuertaMixin, View):
    """Olvidar una vista guardada."""

    def post(self, request: HttpRequest) -> HttpResponse:
        vistas_guardadas.quitar(self.request.user, request.POST.get("nombre", "").replace("\0", ""))
        messages.success(request, "La vista se quitó.")
        return redirect(volver(request))


class AcomodarView(PuertaMixin, View):
    """Cuántos renglones por página y con qué densidad."""

    def post(self, request: HttpRequest) -> HttpResponse:
        elegidas = {cual: request.POST.get(cual, "") for cual in ("densidad", "por_pagina")}
        preferir(self.request.user, **elegidas)
        return redirect(volver(request))
