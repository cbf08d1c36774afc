"""La única pantalla que sólo existe en la práctica: dar el siguiente paso del ensayo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views import View

from config.practica.ensayo import dar_paso
from cuentas import reloj
from cuentas.acceso.puerta import exigir_en_puerta
from flujos.expediente.views.base import DeExpedienteMixin


class SiguientePasoView(DeExpedienteMixin, View):
    """Lo da la gente del ente, sobre lo suyo."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        exigir_en_puerta(request, "solicitud.elaborar", self.solicitud.ente)
        paso = dar_paso(self.solicitud, request.POST.get("paso", ""), reloj.ahora())
        messages.success(request, paso.hecho)
        return redirect("flujos:expediente", self.solicitud.pk)
