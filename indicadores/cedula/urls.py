"""Direcciones de la cifra, la cédula y el informe anual."""

from __future__ import annotations

from django.urls import path

from indicadores.cedula.views import cifra, redaccion

urlpatterns = [
    path("cifra/", cifra.cifra, name="cifra"),
    path("cifra.json", cifra.cifra_json, name="cifra_json"),
    path("cifra.csv", cifra.cifra_csv, name="cifra_csv"),
    path("cifra.zip", cifra.cifra_zip, name="cifra_zip"),
    path("cedula/", cifra.cedula, name="cedula"),
    path("cedula.pdf", cifra.cedula_pdf, name="cedula_pdf"),
    path("cedula.xlsx", cifra.cedula_xlsx, name="cedula_xlsx"),
    path("cedula/versiones/", redaccion.CedulaVersionesView.as_view(), name="cedula_versiones"),
    path("cedula/<int:pk>/publicar/", redaccion.PublicarCedulaView.as_view(), name="cedula_publicar"),
    path("informe/", cifra.informes, name="informes"),
    path("informe/<int:pk>.zip", cifra.informe_zip, name="informe_zip"),
    path("informe/<int:pk>/cedula.pdf", cifra.informe_cedula, name="informe_cedula"),
    path("informe/publicar/", redaccion.PublicarInformeView.as_view(), name="informe_publicar"),
]
