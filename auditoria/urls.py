"""Direcciones del cuarto auditoria."""

from __future__ import annotations

app_name = "auditoria"
urlpatterns: list = []
