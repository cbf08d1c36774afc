"""Direcciones del cuarto cuentas."""

from __future__ import annotations

urlpatterns: list = []
