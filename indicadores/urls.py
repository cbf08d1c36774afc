"""Direcciones del cuarto indicadores."""

from __future__ import annotations

app_name = "indicadores"
urlpatterns: list = []
