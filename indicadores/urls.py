"""Direcciones del cuarto indicadores."""

from __future__ import annotations

from django.urls import path

from indicadores import views, views_satisfaccion

app_name = "indicadores"
urlpatterns = [
    path("", views.tablero, name="tablero"),
    path("tablero.csv", views.tablero_csv, name="tablero_csv"),
    path("tablero.xlsx", views.tablero_xlsx, name="tablero_xlsx"),
    path("satisfaccion/", views_satisfaccion.SatisfaccionView.as_view(), name="satisfaccion"),
]
