"""Direcciones del cuarto dictamenes."""

from __future__ import annotations

from django.urls import path

from dictamenes import views

app_name = "dictamenes"
urlpatterns = [
    path("verificar/", views.verificar, name="verificar"),
    path("v/<str:clave>/", views.verificar_clave, name="verificar_clave"),
]
