"""Orden `recifrar_factores`: después de cambiar SECRET_KEY y antes de retirar la anterior."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cuentas.entrada import factores


class Command(BaseCommand):
    """Vuelve a cifrar los secretos de los segundos factores con la SECRET_KEY de hoy."""

    help = "Vuelve a cifrar los secretos de los segundos factores (la clave anterior, en SECRET_KEY_ANTERIORES)."

    def handle(self, *args: Any, **opciones: Any) -> None:
        """Todos o ninguno."""
        self.stdout.write(f"Secretos vueltos a cifrar: {factores.recifrar()}.")
