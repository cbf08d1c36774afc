"""Las direcciones del sitio de práctica: las de siempre y la que sólo existe aquí."""

from django.urls import path

from config.practica.views import SiguientePasoView
from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as de_siempre

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("expedientes/<int:pk>/ensayo/", SiguientePasoView.as_view(), name="siguiente_paso"),
    *de_siempre,
]
