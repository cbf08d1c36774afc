"""Direcciones del cuarto dictamenes: las de cada ala."""

from __future__ import annotations

from dictamenes.documento import urls as documento
from dictamenes.fundamentos import urls as fundamentos
from dictamenes.textos import urls as textos

app_name = "dictamenes"
urlpatterns = [*documento.urlpatterns, *textos.urlpatterns, *fundamentos.urlpatterns]
