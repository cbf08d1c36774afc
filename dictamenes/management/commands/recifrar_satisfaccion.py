"""Orden `recifrar_satisfaccion`: después de cambiar SECRET_KEY y antes de retirar la anterior."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from dictamenes.expediente import satisfaccion


class Command(BaseCommand):
    """Pasa la urna y los boletos gastados de la satisfacción a la SECRET_KEY de hoy."""

    help = "Pasa la urna y los boletos de la satisfacción a la SECRET_KEY de hoy (antes, en SECRET_KEY_ANTERIORES)."

    def handle(self, *args: Any, **opciones: Any) -> None:
        """Todo o nada."""
        self.stdout.write(f"Respuestas vueltas a cifrar: {satisfaccion.recifrar()}.")
