"""La satisfacción para la dirección: los lotes abiertos y sus comentarios, sin nombre de nadie."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.generic import TemplateView, View

from archivos.salida import descarga
from archivos.tablas import csv_de
from cuentas.acceso.puerta import PuertaMixin
from cuentas.reloj import hoy
from indicadores.cifra.registro import aviso_de
from indicadores.models import LoteHistorico
from indicadores.tableros import satisfaccion
from indicadores.tableros.consulta import consultar
from indicadores.tableros.views.publico import anotar_exportacion


class DeUnAnioMixin(PuertaMixin):
    """El año que se pide; uno que no hay es el de hoy."""

    operacion = "satisfaccion.leer"

    def anio_de(self, anios: list[int]) -> int:
        return next((uno for uno in anios if str(uno) == self.request.GET.get("anio")), anios[0])


class SatisfaccionView(DeUnAnioMixin, TemplateView):
    """Un año: promedio, reparto, cuánto tardaron y lo que escribieron."""

    template_name = "indicadores/tableros/satisfaccion.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        corte = hoy()
        anios = satisfaccion.anios(corte)
        anio = self.anio_de(anios)
        tablero = consultar({"anio": str(anio)}).tablero
        return super().get_context_data(**kwargs) | {
            "anio": anio, "anios": anios, "satisfaccion": satisfaccion.publicados([anio], corte),
            "tablero": tablero, "a": tablero.actual, "b": tablero.anterior,
            "meses": satisfaccion.comentarios(anio, corte), "aviso": tablero.aviso,
        }


class SatisfaccionCsvView(DeUnAnioMixin, View):
    """Lo mismo que se ve, en CSV, con constancia."""

    def get(self, request: HttpRequest) -> HttpResponse:
        corte = hoy()
        anio = self.anio_de(satisfaccion.anios(corte))
        nombre = f"satisfaccion-{anio}.csv"
        aviso = aviso_de(LoteHistorico.objects.all())
        contenido = csv_de(satisfaccion.ENCABEZADO, satisfaccion.como_tabla(anio, corte, aviso))
        anotar_exportacion(request, "satisfaccion", nombre)
        return descarga(contenido, nombre)
