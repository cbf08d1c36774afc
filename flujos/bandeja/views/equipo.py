"""La pantalla de carga del equipo."""

from __future__ import annotations

from typing import Any

from django.views.generic import TemplateView

from cuentas import reloj
from cuentas.acceso.puerta import PuertaMixin
from cuentas.parametros import parametro
from flujos.bandeja import equipo


class EquipoView(PuertaMixin, TemplateView):
    """Quién tiene qué, cuánto pesa, qué está vencido y qué no tiene nadie."""

    operacion, template_name = "revision.turnar", "flujos/bandeja/equipo.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ahora = reloj.ahora()
        return super().get_context_data(**kwargs) | {
            "libres": equipo.sin_asignar(ahora), "grupos": equipo.personas(ahora), "hoy": reloj.hoy(),
            "por_carga": parametro("asignacion.regla") == "carga",
        }
