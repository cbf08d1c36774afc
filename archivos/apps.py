"""Configuración del cuarto archivos."""

from django.apps import AppConfig


class ArchivosConfig(AppConfig):
    name = "archivos"
