"""Configuración del cuarto config: lo que revisa `check --deploy`."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from config import pagina_de_firma


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        """Lo que `check --deploy` dice de los estáticos."""
        register(pagina_de_firma.comprobar, Tags.security, deploy=True)
