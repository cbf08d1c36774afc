"""Vuelve a dibujar los diagramas de ARQUITECTURA.md desde el código."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from flujos.recorrido.diagrama import al_dia


class Command(BaseCommand):
    """Con --revisar no escribe: falla si el documento no está al día."""

    help = "Dibuja los diagramas de ARQUITECTURA.md."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--revisar", action="store_true", help="falla si no está al día")

    def handle(self, *args: Any, **opciones: Any) -> None:
        archivo = Path(settings.RAIZ) / "ARQUITECTURA.md"
        actual = archivo.read_text(encoding="utf-8")
        nuevo = al_dia(actual)
        if opciones["revisar"]:
            if nuevo != actual:
                raise CommandError("ARQUITECTURA.md no está al día: corra `make diagrama`.")
            return
        archivo.write_text(nuevo, encoding="utf-8")
