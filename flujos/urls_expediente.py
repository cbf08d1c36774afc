"""Direcciones del expediente: bandeja, revisión, estrategia y firma."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path


def pendiente(request, **k):
    """Provisional."""
    return HttpResponse()


urlpatterns: list = [
    path("trabajo/", pendiente, name="trabajo"),
    path("expedientes/<int:pk>/", pendiente, name="expediente"),
]
