"""Direcciones de los formularios por tipo: lo que hace quien administra."""

from __future__ import annotations

from django.urls import path

from flujos.views import formularios

VERSION = "formularios/versiones/<int:pk>/"

urlpatterns = [
    path("formularios/", formularios.FormulariosView.as_view(), name="formularios"),
    path("formularios/<str:tipo>/", formularios.FormularioView.as_view(), name="formulario"),
    path(VERSION, formularios.VersionView.as_view(), name="formulario_version"),
    path(f"{VERSION}definicion.json", formularios.DefinicionView.as_view(), name="formulario_json"),
    path(f"{VERSION}publicar/", formularios.PublicarFormularioView.as_view(), name="formulario_publicar"),
]
