"""Mis avisos: leerlos, darlos por leídos y qué correos recibo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import View

from cuentas import reloj
from cuentas.acceso.puerta import PuertaMixin
from cuentas.avisos import avisos, preferencias
from cuentas.avisos.forms import HastaForm, PreferenciasForm
from cuentas.interfaz.genericas import FormView, ListView
from cuentas.interfaz.paginas import ConPaginasMixin
from cuentas.models import Aviso


class AvisosView(PuertaMixin, ConPaginasMixin, ListView[Aviso]):
    """Mis avisos, del más nuevo al más viejo."""

    template_name = "cuentas/avisos/avisos.html"
    context_object_name = "avisos"
    paginate_by = 25

    def get_queryset(self) -> QuerySet[Aviso]:
        return avisos.avisos_de(self.request.user).order_by("-creado_en", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        juntos = avisos.por_leer_juntos(self.request.user).aggregate(cuantos=Count("pk"), hasta=Max("pk"))
        return super().get_context_data(**kwargs) | {"juntos": juntos}


class LeerAvisoView(PuertaMixin, View):
    """Acusar recibo de un aviso propio."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Un aviso ajeno no existe."""
        aviso = get_object_or_404(Aviso, pk=pk, persona=self.request.user)
        avisos.leer(aviso, por=self.request.user, en=reloj.ahora())
        return redirect("cuentas:avisos")


class LeerAvisosView(PuertaMixin, View):
    """Dar por leídos todos los que no son una notificación."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Dice cuántos fueron; el que llegó después de dibujar la página sigue sin leer."""
        form = HastaForm(request.POST)
        hasta = form.cleaned_data["hasta"] if form.is_valid() else 0
        if cuantos := avisos.leer_todos(self.request.user, en=reloj.ahora(), hasta=hasta):
            messages.success(request, f"Quedaron leídos {cuantos} avisos." if cuantos > 1 else "Quedó leído 1 aviso.")
        return redirect("cuentas:avisos")


class PreferenciasView(PuertaMixin, FormView[PreferenciasForm]):
    """Qué correos quiero recibir."""

    template_name = "cuentas/avisos/preferencias.html"
    form_class = PreferenciasForm

    def get_form_kwargs(self) -> dict[str, Any]:
        persona = self.request.user
        suyos = {"temas": preferencias.temas_de(persona), "entregas": preferencias.entregas(persona)}
        return super().get_form_kwargs() | suyos

    def form_valid(self, form: PreferenciasForm) -> HttpResponse:
        preferencias.elegir(self.request.user, form.cleaned_data, en=reloj.ahora())
        messages.success(self.request, "Sus preferencias de correo quedaron guardadas.")
        return redirect("cuentas:preferencias")
