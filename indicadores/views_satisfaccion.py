"""La satisfacción para la dirección: todas las respuestas y los comentarios, sin nombre de nadie."""

from __future__ import annotations

from typing import Any

from django.views.generic import TemplateView

from cuentas.puerta import PuertaMixin
from cuentas.reloj import hoy
from indicadores import satisfaccion
from indicadores.consulta import consultar


class SatisfaccionView(PuertaMixin, TemplateView):
    """Un año: promedio, reparto, cuánto tardaron y lo que escribieron. Un año que no hay es el de hoy."""

    operacion = "satisfaccion.leer"
    template_name = "indicadores/satisfaccion.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Lo del año elegido hasta hoy."""
        corte = hoy()
        anios = satisfaccion.anios(corte)
        anio = next((uno for uno in anios if str(uno) == self.request.GET.get("anio")), corte.year)
        tablero = consultar({"anio": str(anio)}).tablero
        return super().get_context_data(**kwargs) | {
            "anio": anio, "anios": anios, "satisfaccion": [satisfaccion.completo(anio, corte)],
            "tablero": tablero, "a": tablero.actual, "b": tablero.anterior,
            "meses": satisfaccion.comentarios(anio, corte), "aviso": tablero.aviso,
        }
