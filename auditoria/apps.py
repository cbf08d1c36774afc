"""Configuración del cuarto auditoria."""

from django.apps import AppConfig


class AuditoriaConfig(AppConfig):
    name = "auditoria"
