"""Direcciones del cuarto dictamenes."""

from __future__ import annotations

from django.urls import path

from dictamenes import views

app_name = "dictamenes"
urlpatterns = [
    path("verificar/", views.verificar, name="verificar"),
    path("verificar/huella/", views.huella, name="huella"),
    path("v/<str:clave>/", views.verificar_clave, name="verificar_clave"),
    path("v/<str:clave>/publico.pdf", views.publico, name="publico"),
]
