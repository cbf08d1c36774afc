"""Direcciones de los datos abiertos."""

from __future__ import annotations

from django.urls import path

from indicadores.abiertos import views

urlpatterns = [
    path("", views.portada, name="datos_abiertos"),
    path("publicar/", views.PublicarView.as_view(), name="datos_publicar"),
    path("ocds/<str:nombre>", views.extension, name="ocds_extension"),
    path("<int:numero>/", views.version, name="datos_version"),
    path("<int:numero>/<str:nombre>", views.archivo, name="datos_archivo"),
    path("ultima/<str:nombre>", views.ultimo, name="datos_ultimo"),
]
