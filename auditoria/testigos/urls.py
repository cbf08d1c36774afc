"""Direcciones públicas de la bitácora, las que fija C2SP tlog-tiles."""

from __future__ import annotations

from django.urls import path

from auditoria.testigos import views

app_name = "registro"
urlpatterns = [
    path("", views.registro, name="inicio"),
    path("checkpoint", views.checkpoint, name="checkpoint"),
    path("llave.p7m", views.llave, name="llave"),
    path("tile/<path:ruta>", views.mosaico, name="mosaico"),
    path("prueba/<str:sha256>.tlog-proof", views.prueba_de_dictamen, name="prueba"),
]
