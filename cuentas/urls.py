"""Direcciones del cuarto cuentas: las de cada ala; sin nombre de cuarto, las que allauth pide por el suyo."""

from __future__ import annotations

from django.urls import include, path

from cuentas.avisos import urls as avisos
from cuentas.entrada import urls as entrada
from cuentas.personas import urls as personas

propias = [*entrada.propias, *avisos.urlpatterns, *personas.urlpatterns]
urlpatterns = [*entrada.urlpatterns, path("", include((propias, "cuentas")))]
