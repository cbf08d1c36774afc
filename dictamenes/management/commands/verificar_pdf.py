"""`manage.py verificar_pdf ARCHIVO…`: la misma verificación que puede hacer un auditor sin el sistema."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dictamenes.documento.firma.instalada import directorio_raices
from verificador.orden import agregar_argumentos, correr


class Command(BaseCommand):
    help = "Verifica dictámenes firmados; termina en 0 sólo si todos son válidos."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        agregar_argumentos(parser)

    def handle(self, *argumentos: Any, **opciones: Any) -> None:
        raices = opciones["raices"] or directorio_raices()
        try:
            codigo = correr(opciones, raices, self.stdout._out, self.stderr._out)  # type: ignore[arg-type]  # el flujo envuelto
        except ValueError as error:
            raise CommandError(str(error), returncode=2) from None
        sys.exit(codigo)
