"""Configuración del cuarto dictamenes."""

from django.apps import AppConfig


class DictamenesConfig(AppConfig):
    name = "dictamenes"

    def ready(self) -> None:
        """Lo que `check --deploy` revisa de la firma y lo que se compromete de cada expediente."""
        from bitacora import ataduras
        from dictamenes.ataduras import ATADURAS
        from dictamenes.documento import revision  # noqa: F401 (se registra al leerse)

        ataduras.registrar(*ATADURAS)
