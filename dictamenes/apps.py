"""Configuración del cuarto dictamenes."""

from django.apps import AppConfig


class DictamenesConfig(AppConfig):
    name = "dictamenes"
