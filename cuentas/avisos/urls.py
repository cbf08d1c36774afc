"""Direcciones de los avisos y de lo que cada quien prefiere."""

from __future__ import annotations

from django.urls import path

from cuentas.avisos import views

urlpatterns = [
    path("avisos/", views.AvisosView.as_view(), name="avisos"),
    path("avisos/leer/", views.LeerAvisosView.as_view(), name="avisos_leer"),
    path("avisos/<int:pk>/leer/", views.LeerAvisoView.as_view(), name="aviso_leer"),
    path("preferencias/", views.PreferenciasView.as_view(), name="preferencias"),
]
