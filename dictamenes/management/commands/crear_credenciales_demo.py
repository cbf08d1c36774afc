"""`manage.py crear_credenciales_demo DIR`: autoridad, sello, estampadora y e.firmas ficticias de la demostración."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cuentas.reloj import ahora
from dictamenes.documento.firma.prueba import CONTRASENA_DEL_SELLO, Persona, crear_credenciales
from verificador.certificados import RFC

CURP = re.compile(r"^[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d$")


def persona(texto: str) -> Persona:
    """RFC:NOMBRE:CURP → Persona; ArgumentTypeError si no tiene esa forma."""
    partes = [parte.strip() for parte in texto.split(":")]
    if len(partes) != 3 or not (RFC.match(partes[0].upper()) and partes[1] and CURP.match(partes[2].upper())):
        raise ArgumentTypeError(f"«{texto}» no tiene la forma RFC:NOMBRE:CURP.")
    return Persona(partes[0].upper(), partes[1].upper(), partes[2].upper())


class Command(BaseCommand):
    help = "Crea las credenciales de prueba que falten en DIR; lo que ya existe no se toca."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("carpeta", metavar="DIR", type=Path)
        parser.add_argument(
            "--persona", action="append", default=[], type=persona, metavar="RFC:NOMBRE:CURP", help="se puede repetir"
        )

    def handle(self, *argumentos: Any, **opciones: Any) -> None:
        if not settings.ROTULO_SIN_VALIDEZ:
            raise CommandError("Las credenciales de prueba sólo se crean en la demostración o en la práctica.")
        contrasena = settings.FIRMA_SELLO_CONTRASENA or CONTRASENA_DEL_SELLO
        creados = crear_credenciales(opciones["carpeta"], opciones["persona"], en=ahora(), contrasena_sello=contrasena)
        self.stdout.write(f"Credenciales de prueba: {len(creados)} archivos nuevos en {opciones['carpeta']}.")
