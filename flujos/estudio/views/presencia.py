"""El latido de una pantalla de trabajo y quién más la tiene abierta."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.generic import View

from cuentas import reloj
from flujos.estudio import presencia
from flujos.expediente.views.base import ActoView, DeExpedienteMixin


class ConPresenciaMixin(ActoView):
    """Mezcla para las pantallas de trabajo: dicen quién más está y hacen latir la propia presencia."""

    presente_en: ClassVar[str] = ""

    def lugar_de_presencia(self) -> str:
        """La pantalla, o la de un área."""
        return self.presente_en

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lugar = self.lugar_de_presencia()
        return super().get_context_data(**kwargs) | {
            "presentes": presencia.demas_presentes(self.solicitud, lugar, self.request.user, reloj.ahora()),
            "presencia_url": self.url("presencia", self.solicitud.pk, lugar),
        }


class LatidoView(DeExpedienteMixin, View):
    """Un latido cada treinta segundos; contesta quién más está. No deja rastro en la bitácora ni alarga la sesión."""

    def post(self, request: HttpRequest, pk: int, lugar: str) -> HttpResponse:
        """Quien no trabaja en esa pantalla, para ella no existe."""
        if not presencia.puede_estar(self.request.user, lugar):
            raise Http404
        ahora = reloj.ahora()
        presencia.latir(self.solicitud, lugar, self.request.user, ahora)
        presentes = presencia.demas_presentes(self.solicitud, lugar, self.request.user, ahora)
        return render(request, "flujos/estudio/_presentes.html", {"presentes": presentes})
