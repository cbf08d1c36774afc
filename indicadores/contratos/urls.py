"""Direcciones de los contratos."""

from __future__ import annotations

from django.urls import path

from indicadores.contratos.views import contratos
from indicadores.contratos.views.lote import LoteView

urlpatterns = [
    path("contratos/", contratos.ContratosView.as_view(), name="contratos"),
    path("contratos/contratos.csv", contratos.ContratosCsvView.as_view(), name="contratos_csv"),
    path("contratos/importar/", contratos.ImportarView.as_view(), name="contratos_importar"),
    path("contratos/varios/", LoteView.as_view(), name="contratos_lote"),
    path("contratos/<int:contrato>/", contratos.ContratoView.as_view(), name="contrato"),
    path("contratos/<int:contrato>/decidir/", contratos.DecidirView.as_view(), name="contrato_decidir"),
]
