"""Configuración del cuarto estandares."""

from django.apps import AppConfig


class EstandaresConfig(AppConfig):
    name = "estandares"
