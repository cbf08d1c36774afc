"""Decidir de varios contratos a la vez: se leen juntos, se confirma una vez y cada uno se registra por su lado."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property

from cuentas import reloj
from cuentas.interfaz.filtros import es_entero
from cuentas.interfaz.genericas import FormView
from indicadores.contratos import actos
from indicadores.contratos.forms import LoteForm
from indicadores.contratos.views.contratos import DE_VARIOS, LISTA, DeContratosMixin
from indicadores.models import Contrato

MAXIMO = 50
SIN_MARCAR = f"Marque al menos un contrato que se pueda decidir así y no más de {MAXIMO}."
HECHOS = {"ligado": "con su dictamen", "descartado": "sin ese dictamen", "no_requiere": "que no requieren dictamen"}


class LoteView(DeContratosMixin, FormView[LoteForm]):
    """Los marcados, en la dirección: «c=contrato:folio que se leyó». El envío es lo que se confirma."""

    operacion, form_class = actos.DECIDIR, LoteForm
    template_name = "indicadores/contratos/lote.html"

    @cached_property
    def que(self) -> str:
        """Qué se decide; vacío si no se entiende."""
        que = self.request.GET.get("que", "")
        return que if que in DE_VARIOS else ""

    @cached_property
    def marcados(self) -> list[tuple[Contrato, str]]:
        """Los que se leyeron, con el folio que se les proponía; ninguno si son demasiados."""
        dichos = dict(dicho.partition(":")[::2] for dicho in self.request.GET.getlist("c"))
        numeros = {int(pk): folio for pk, folio in dichos.items()
                   if es_entero(pk) and (folio or self.que == "no_requiere")}
        if not self.que or len(numeros) > MAXIMO:
            return []
        hallados = self.contratos.filter(pk__in=numeros).select_related("ente", "propuesta__solicitud")
        return [(contrato, numeros[contrato.pk]) for contrato in hallados.order_by("-fecha", "-pk")]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if self.marcados else self.sin_marcar()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().post(request, *args, **kwargs) if self.marcados else self.sin_marcar()

    def sin_marcar(self) -> HttpResponse:
        messages.warning(self.request, SIN_MARCAR)
        return redirect(self.get_success_url())

    def get_form_kwargs(self) -> dict[str, Any]:
        """Aceptar lo propuesto no pide motivo."""
        return super().get_form_kwargs() | {"con_motivo": self.que != "ligado"}

    def form_valid(self, form: LoteForm) -> HttpResponse:
        """Una llamada; se dice cuántos sí y, de cada uno que no, por qué."""
        motivo = form.cleaned_data.get("motivo", "")
        resultado = actos.decidir_varios(
            self.que, self.marcados, motivo=motivo, por=self.request.user, en=reloj.ahora()
        )
        if resultado.hechos:
            messages.success(self.request, f"Quedaron {len(resultado.hechos)} {HECHOS[self.que]}: "
                                           f"{', '.join(resultado.hechos)}.")
        for numero, razon in resultado.fallas:
            messages.warning(self.request, f"{numero} quedó como estaba. {razon}")
        return redirect(self.get_success_url())

    def form_invalid(self, form: LoteForm) -> HttpResponse:
        """422: falta el motivo."""
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_success_url(self) -> str:
        return reverse("indicadores:contratos") + (self.filtro.direccion() if self.filtro.pedidos() else "")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "marcados": self.marcados, "hacer": DE_VARIOS[self.que], "volver": self.get_success_url(),
            "migas": [LISTA | {"url": self.get_success_url()}, {"texto": "Decidir varios"}],
        }
