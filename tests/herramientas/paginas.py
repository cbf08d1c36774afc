"""Entrar como alguien y nombrar una página de `flujos`, para las pruebas de pantallas sin navegador."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse


def dentro(persona: Any) -> Client:
    """Un cliente con la sesión de esa persona."""
    cliente = Client()
    cliente.force_login(persona, backend=settings.AUTHENTICATION_BACKENDS[0])
    return cliente


def en_(nombre: str, *args: Any) -> str:
    """La dirección de una página de `flujos`."""
    return reverse(f"flujos:{nombre}", args=args)
