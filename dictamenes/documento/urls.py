"""Direcciones públicas del documento: verificarlo."""

from __future__ import annotations

from django.urls import path

from dictamenes.documento import views

urlpatterns = [
    path("verificar/", views.verificar, name="verificar"),
    path("verificar/huella/", views.huella, name="huella"),
    path("v/<str:clave>/", views.verificar_clave, name="verificar_clave"),
    path("v/<str:clave>/publico.pdf", views.publico, name="publico"),
    path("contingencia/formato.pdf", views.formato_de_contingencia, name="formato_de_contingencia"),
]
