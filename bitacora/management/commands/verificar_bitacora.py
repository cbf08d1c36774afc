"""Comprueba la cadena entera: dice «íntegra» o cuál es el primer eslabón roto."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from bitacora.cadena import verificar_cadena


class Command(BaseCommand):
    """Sale con 0 si la cadena está íntegra y con 1 si algún eslabón no casa."""

    help = "Comprueba la cadena de la bitácora."

    def handle(self, *args: Any, **opciones: Any) -> None:
        resultado = verificar_cadena()
        if resultado.integra:
            self.stdout.write(f"Bitácora íntegra: {resultado.revisados} eventos.")
            return
        self.stderr.write(f"Bitácora rota en el evento {resultado.roto_en}: {resultado.motivo}.")
        raise SystemExit(1)
