"""Exporta la bitácora a un ZIP que se comprueba sin el sistema, con memoria constante."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from auditoria.anclas import comprobar, fuera
from bitacora.cadena import cabeza
from bitacora.exportacion import sacar
from cuentas import reloj


class Command(BaseCommand):
    """La exportación queda anotada en la propia bitácora."""

    help = "Exporta la bitácora con sus anclas; se comprueba con «python -m verificador bitacora ARCHIVO»."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archivo", type=Path, help="el ZIP por escribir; no debe existir")

    def handle(self, *args: Any, **opciones: Any) -> None:
        if cabeza()[0] == 0:
            raise CommandError("La bitácora está vacía.")
        try:
            with opciones["archivo"].open("xb") as destino:
                hasta, trozos = sacar(comprobar.todas(fuera.cuantas()), por=None, en=reloj.ahora())
                destino.writelines(trozos)
        except OSError as error:
            raise CommandError(f"No se pudo escribir «{opciones['archivo']}»: {error.strerror}.") from error
        self.stdout.write(f"Bitácora exportada hasta el evento {hasta}.")
