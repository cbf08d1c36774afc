"""Direcciones de los formularios por tipo: lo que hace quien administra."""

from __future__ import annotations

from django.urls import path

from flujos.formularios import views

VERSION = "formularios/versiones/<int:pk>/"

urlpatterns = [
    path("formularios/", views.FormulariosView.as_view(), name="formularios"),
    path("formularios/<str:tipo>/", views.FormularioView.as_view(), name="formulario"),
    path(VERSION, views.VersionView.as_view(), name="formulario_version"),
    path(f"{VERSION}definicion.json", views.DefinicionView.as_view(), name="formulario_json"),
    path(f"{VERSION}publicar/", views.PublicarFormularioView.as_view(), name="formulario_publicar"),
]
