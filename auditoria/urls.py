"""Direcciones del cuarto auditoria."""

from __future__ import annotations

from django.urls import path

from auditoria import views

app_name = "auditoria"
urlpatterns = [
    path("", views.BitacoraView.as_view(), name="bitacora"),
    path("verificar/", views.VerificarCadenaView.as_view(), name="verificar"),
    path("<int:n>/", views.EventoView.as_view(), name="evento"),
]
