"""Revisa todo lo que nunca puede dejar de ser cierto; cero renglones es que está bien."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from flujos.invariantes import CAROS, INVARIANTES, hallar


class Command(BaseCommand):
    """Sólo lee. Sale con 0 si no halló faltas y con 1 si halló alguna; cada una es un renglón."""

    help = "Revisa los invariantes de los expedientes, la bitácora, los folios, los archivos y los papeles."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rapido", action="store_true", help="no relee el contenido de cada archivo")

    def handle(self, *args: Any, **opciones: Any) -> None:
        """Los dice conforme aparecen; el resumen va por la salida de errores."""
        faltas = 0
        for falta in hallar(rapido=opciones["rapido"]):
            faltas += 1
            self.stdout.write(str(falta))
        revisados = len(INVARIANTES) - (len(CAROS) if opciones["rapido"] else 0)
        if faltas:
            self.stderr.write(f"Se hallaron {faltas} faltas en {revisados} invariantes revisados.")
            raise SystemExit(1)
        self.stderr.write(f"Sin faltas: {revisados} invariantes revisados.")
