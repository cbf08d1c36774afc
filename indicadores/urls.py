"""Direcciones del cuarto indicadores: las de cada ala."""

from __future__ import annotations

from django.urls import include, path

from indicadores.cedula import urls as cedula
from indicadores.contratos import urls as contratos
from indicadores.pasado import urls as pasado
from indicadores.tableros import urls as tableros

app_name = "indicadores"
urlpatterns = [
    path("datos-abiertos/", include("indicadores.abiertos.urls")),
    *tableros.urlpatterns,
    *pasado.urlpatterns,
    *contratos.urlpatterns,
    *cedula.urlpatterns,
]
