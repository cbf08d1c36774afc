"""El expediente: de quién es el turno, qué se presentó, qué ha pasado y qué documentos hay."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView

from cuentas import reloj
from dictamenes.models.solicitud import Estado
from flujos.expediente import expediente
from flujos.expediente.views.base import DeExpedienteMixin
from flujos.recorrido import notificacion


class ExpedienteView(DeExpedienteMixin, TemplateView):
    """La página de un asunto; un borrador se abre en su captura."""

    template_name = "flujos/expediente/expediente.html"
    relacionado = (*DeExpedienteMixin.relacionado, "dictamen__autoriza", "dictamen__de_las_partes",
                   "dictamen__publico", "dictamen__sellado")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """La lectura de quien audita queda registrada."""
        if self.solicitud.estado == Estado.BORRADOR:
            return redirect("flujos:borrador", self.solicitud.pk)
        expediente.dejar_constancia(self.solicitud, "expediente.leido", self.request.user, reloj.ahora())
        notificacion.acusar(self.solicitud, self.request.user, reloj.ahora())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        suyo = expediente.contexto(self.solicitud, self.request.user, reloj.ahora(), self.request.GET)
        return super().get_context_data(**kwargs) | suyo
