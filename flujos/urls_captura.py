"""Direcciones de la captura: lo que hace quien solicita."""

from __future__ import annotations

urlpatterns: list = []
