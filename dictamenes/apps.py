"""Configuración del cuarto dictamenes."""

from django.apps import AppConfig


class DictamenesConfig(AppConfig):
    name = "dictamenes"

    def ready(self) -> None:
        """Lo que `check --deploy` revisa de la firma."""
        from dictamenes.documento import revision  # noqa: F401 (se registra al leerse)
