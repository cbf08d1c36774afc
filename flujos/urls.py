"""Direcciones del cuarto flujos."""

from __future__ import annotations

app_name = "flujos"
urlpatterns: list = []
