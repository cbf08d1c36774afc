"""Configuración del cuarto flujos."""

from django.apps import AppConfig


class FlujosConfig(AppConfig):
    name = "flujos"
