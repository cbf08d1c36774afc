"""Trabajos detenidos: lo que se atoró, por qué, y el botón para reintentarlo. Sólo folios, nada del expediente."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import TemplateView, View

from bitacora.rechazos import con_constancia
from cuentas import reloj
from cuentas.acceso.puerta import PuertaMixin
from cuentas.avisos import avisos
from flujos.recorrido import detenidos, tropiezos

MAXIMO = 200


class DetenidosView(PuertaMixin, TemplateView):
    """La lista, de lo más antiguo a lo más nuevo."""

    operacion = detenidos.OPERACION
    template_name = "flujos/bandeja/detenidos.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        correos = avisos.atorados().select_related("persona").order_by("creado_en", "pk")
        return super().get_context_data(**kwargs) | {
            "trabajos": detenidos.listar(reloj.ahora())[:MAXIMO], "correos": correos[:MAXIMO],
            "tope": avisos.tope(), "turnos": tropiezos.que_duran(reloj.ahora()),
        }


class ReintentarTrabajoView(PuertaMixin, View):
    """Devolver un trabajo a la fila."""

    operacion = detenidos.OPERACION

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Sólo lo que está detenido."""
        tarea, ahora = get_object_or_404(detenidos.rendidos(), pk=pk), reloj.ahora()
        with con_constancia(detenidos.OPERACION, f"trabajo:{pk}", por=self.request.user, en=ahora):
            detenidos.reintentar(tarea, por=self.request.user, en=ahora)
        messages.success(request, "El documento volvió a la fila. Se hará en unos segundos.")
        return redirect("flujos:detenidos")


class ReintentarCorreoView(PuertaMixin, View):
    """Devolver un correo a la fila."""

    operacion = detenidos.OPERACION

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Sólo el que se dejó de intentar."""
        aviso, ahora = get_object_or_404(avisos.agotados(), pk=pk), reloj.ahora()
        with con_constancia(detenidos.OPERACION, aviso, por=self.request.user, en=ahora):
            avisos.reintentar(aviso, por=self.request.user, en=ahora)
        messages.success(request, "El correo volvió a la fila.")
        return redirect("flujos:detenidos")
