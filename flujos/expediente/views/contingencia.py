"""Las interrupciones del sistema: verlas, con lo que se capturó de cada una, y registrar otra."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cuentas import reloj
from cuentas.acceso.puerta import PuertaMixin
from cuentas.interfaz.envio import DeUnaVezMixin
from cuentas.interfaz.genericas import FormView
from dictamenes.excepciones import DatosInvalidos
from dictamenes.expediente import contingencia
from dictamenes.models import Contingencia
from flujos.expediente.forms.contingencia import ContingenciaForm


class ContingenciasView(DeUnaVezMixin, PuertaMixin, FormView[ContingenciaForm]):
    """La lista y el formulario, una vez por envío."""

    operacion = contingencia.OPERACION
    template_name = "flujos/expediente/contingencias.html"
    form_class = ContingenciaForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"en": reloj.ahora()}

    def form_valid(self, form: ContingenciaForm) -> HttpResponse:
        """Una llamada; la que ya estaba se dice y no se repite."""
        quien, ahora = self.request.user, reloj.ahora()
        try:
            contingencia.registrar(**form.cleaned_data, por=quien, en=ahora, envio=self.envio())
        except DatosInvalidos as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, "La interrupción quedó registrada. Recepción ya puede capturar lo que llegó.")
        return redirect(self.get_success_url())

    def form_invalid(self, form: ContingenciaForm) -> HttpResponse:
        respuesta = super().form_invalid(form)
        respuesta.status_code = 422
        return respuesta

    def get_success_url(self) -> str:
        return reverse("flujos:contingencias")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        registradas = Contingencia.objects.select_related("registrada_por").annotate(capturados=Count("escritos"))
        return super().get_context_data(**kwargs) | {"contingencias": registradas}
