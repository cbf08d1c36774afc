"""`manage.py cotejar_escaneo ORIGINAL.pdf ESCANEO…`: el mismo cotejo que se hace al firmar, sin tocar la base."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from verificador.escaneo.orden import agregar_argumentos, correr


class Command(BaseCommand):
    help = "Coteja un escaneo con su original: 0 cotejado, 1 rechazado, 3 dudoso, 2 si un archivo no se pudo leer."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        agregar_argumentos(parser)

    def handle(self, *argumentos: Any, **opciones: Any) -> None:
        sys.exit(correr(opciones, self.stdout._out, self.stderr._out))  # type: ignore[arg-type]  # el flujo envuelto
