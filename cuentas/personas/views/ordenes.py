"""Las órdenes de auditoría en pantalla: las captura quien administra personas y las confirma otra."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.views.generic import TemplateView

from bitacora.rechazos import con_constancia
from cuentas import reloj
from cuentas.acceso.puerta import PuertaMixin
from cuentas.entrada.frescura import FrescuraAlEnviarMixin
from cuentas.interfaz.envio import DeUnaVezMixin
from cuentas.interfaz.genericas import FormView
from cuentas.models import OrdenDeAuditoria
from cuentas.personas import ordenes
from cuentas.personas.forms.ordenes import OrdenForm
from cuentas.personas.views.personas import ActoView

YA_EXISTE = "Ya hay una orden con ese número: alguien la capturó al mismo tiempo"


class OrdenesView(PuertaMixin, TemplateView):
    """Todas, con su situación de hoy."""

    operacion = ordenes.OPERACION
    template_name = "cuentas/personas/ordenes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"ordenes": ordenes.registradas(), "hoy": reloj.hoy()}


class OrdenNuevaView(FrescuraAlEnviarMixin, DeUnaVezMixin, PuertaMixin, FormView[OrdenForm]):
    """Capturar una orden; la confirmará otra persona."""

    operacion = ordenes.OPERACION
    template_name = "cuentas/personas/orden_nueva.html"
    form_class = OrdenForm
    success_url = reverse_lazy("cuentas:ordenes")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"auditores": ordenes.auditores(reloj.hoy())}

    def form_valid(self, form: OrdenForm) -> HttpResponse:
        quien, ahora, datos = self.request.user, reloj.ahora(), form.cleaned_data
        auditores, entes = list(datos.pop("auditores")), list(datos.pop("entes"))
        try:
            with con_constancia("orden.proponer", "orden:nueva", por=quien, en=ahora):
                ordenes.proponer(por=quien, en=ahora, envio=self.envio(), auditores=auditores, entes=entes, **datos)
        except ordenes.OrdenImposible as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        except IntegrityError:
            form.add_error("numero", YA_EXISTE)
            return self.form_invalid(form)
        messages.success(self.request, "La orden quedó propuesta. Debe confirmarla otra persona administradora.")
        return super().form_valid(form)

    def ya_enviado(self, objeto: str) -> HttpResponse:
        return redirect("cuentas:ordenes")


class DeOrdenView(FrescuraAlEnviarMixin, ActoView):
    """Un acto sobre una orden; de vuelta a la lista."""

    operacion = ordenes.OPERACION
    template_name = "cuentas/personas/orden_acto.html"
    model = OrdenDeAuditoria

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"hoy": reloj.hoy()}

    def destino(self, objeto: OrdenDeAuditoria) -> str:
        return reverse("cuentas:ordenes")


class ConfirmarOrdenView(DeOrdenView):
    """El segundo par de ojos."""

    intento, acto, hecho = "orden.confirmar", ordenes.confirmar, "La orden quedó confirmada."
    extra_context = {
        "titulo": "Confirmar orden de auditoría", "boton": "Confirmar",
        "texto": "Mientras valga, quienes nombra leerán sólo lo que abarca. Quien la propuso no puede confirmarla.",
    }


class RevocarOrdenView(DeOrdenView):
    """Dejarla sin efecto."""

    intento, acto, hecho = "orden.revocar", ordenes.revocar, "La orden quedó revocada."
    extra_context = {
        "titulo": "Revocar orden de auditoría", "boton": "Revocar", "grave": True,
        "texto": "Deja de acotar de inmediato: quienes auditaban con ella vuelven a leer todo.",
    }
