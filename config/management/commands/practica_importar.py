"""`manage.py practica_importar ARCHIVO`: en el sitio de práctica, lo que salió de `practica_exportar`."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bitacora.rechazos import Rechazo
from config.practica.importar import importar
from cuentas import reloj


class Command(BaseCommand):
    """Se puede repetir: cada semana, o cuando cambie la gente de un ente."""

    help = "Deja los entes del ARCHIVO con «(práctica)», su gente con sus papeles, y la invita a elegir contraseña."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archivo", metavar="ARCHIVO", type=Path)

    def handle(self, *args: Any, archivo: Path, **opciones: Any) -> None:
        try:
            datos = json.loads(archivo.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CommandError(f"No se pudo leer {archivo}.") from error
        try:
            hecho = importar(datos, reloj.ahora())
        except Rechazo as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Papeles dados: {hecho.nombrados}; retirados: {hecho.revocados}; personas invitadas: {hecho.invitados}."
        )
        if hecho.sin_correo:
            self.stderr.write(f"No salió la invitación de {hecho.sin_correo}: vuelva a importar cuando haya correo.")
