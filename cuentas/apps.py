"""Configuración del cuarto cuentas."""

from django.apps import AppConfig


class CuentasConfig(AppConfig):
    name = "cuentas"

    def ready(self) -> None:
        """Lo que se compromete de cada persona."""
        from bitacora import ataduras  # los modelos se leen después de esta clase
        from cuentas.ataduras import ATADURAS

        ataduras.registrar(*ATADURAS)
