"""Revisa un respaldo completo sin tocar la instalación."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.respaldo import RespaldoInservible
from config.respaldo.actos import elegir, revisar


class Command(BaseCommand):
    """Sirve para revisar cada semana, en otra máquina, que los respaldos sigan enteros."""

    help = "Comprueba manifiesto, base y archivos de un respaldo."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("origen", metavar="ORIGEN", type=Path, help="carpeta de respaldos")
        parser.add_argument("--respaldo", default="", metavar="NOMBRE", help="cuál (el último, si no se dice)")
        parser.add_argument("--huella", default="", metavar="SHA256", help="la del manifiesto, anotada aparte")

    def handle(self, *args: Any, origen: Path, respaldo: str, huella: str, **opciones: Any) -> None:
        """Revisa e informa; sale con 1 si algo no casa."""
        try:
            carpeta = elegir(origen.resolve(), respaldo)
            manifiesto, defectos = revisar(carpeta, huella)
        except RespaldoInservible as error:
            raise CommandError(str(error)) from error
        if defectos:
            raise CommandError(f"{carpeta.name} no sirve:\n  " + "\n  ".join(defectos))
        n = manifiesto.cabeza[0]
        self.stdout.write(f"{carpeta.name} está entero: {manifiesto.archivos} archivos, bitácora hasta el evento {n}.")
