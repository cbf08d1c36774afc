"""Configuración del cuarto auditoria."""

from django.apps import AppConfig


class AuditoriaConfig(AppConfig):
    name = "auditoria"

    def ready(self) -> None:
        """Las anclas de fuera y el sello que vale se saben aquí."""
        from bitacora.cadena import comprobar_con  # los modelos se leen después de esta clase

        comprobar_con("auditoria.anclas.comprobar.verificar")
