"""Direcciones del catálogo público de estándares."""

from django.urls import path

from . import views

app_name = "estandares"
urlpatterns = [
    path("", views.lista, name="lista"),
    path("<int:pk>/", views.version, name="version"),
    path("<int:pk>.json", views.version_json, name="json"),
    path("perfiles/<int:pk>/", views.perfil, name="perfil"),
]
