"""Respalda la base y los archivos, en caliente, en una carpeta."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.respaldo import RespaldoInservible
from config.respaldo.actos import respaldar
from cuentas import reloj

FUERA = (
    "No lleva las credenciales de firma (FIRMA_*), SECRET_KEY ni las demás variables de entorno: guárdelas aparte y "
    "cifradas."
)


class Command(BaseCommand):
    """Se puede correr cada hora sobre el mismo destino: sólo copia los archivos nuevos."""

    help = "Respalda la base y los archivos en DESTINO, sin detener el servicio."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("destino", metavar="DESTINO", type=Path, help="carpeta de respaldos")

    def handle(self, *args: Any, destino: Path, **opciones: Any) -> None:
        """Respalda y dice qué quedó; sale con 1 si algún archivo no se pudo copiar."""
        try:
            hecho = respaldar(destino.resolve(), reloj.ahora())
        except (RespaldoInservible, OSError) as error:
            raise CommandError(f"No se respaldó: {error}") from error
        self.stdout.write(f"Respaldo {hecho.carpeta.name}: {hecho.archivos} archivos, {hecho.copiados} nuevos.")
        self.stdout.write(f"Huella del manifiesto (anótela en otra parte): {hecho.huella}")
        self.stdout.write(FUERA)
        if hecho.defectos:
            raise CommandError("Quedó incompleto; vuelva a correrlo:\n  " + "\n  ".join(hecho.defectos))
