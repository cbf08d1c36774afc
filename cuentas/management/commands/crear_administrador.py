"""Orden `crear_administrador`: la primera puerta de una instalación nueva, de una sola vez."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cuentas import reloj
from cuentas.entrada import invitaciones
from cuentas.models import Usuario
from cuentas.personas import personas
from cuentas.personas.nombramientos import nombrar


class Command(BaseCommand):
    """Crea a las primeras personas administradoras e imprime sus invitaciones; después, la orden ya no sirve."""

    help = (
        "Crea a las primeras personas administradoras. Repita --correo y --nombre para crear dos: los nombramientos "
        "se confirman a cuatro ojos, y con una sola nadie puede confirmar."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Correo y nombre, por pares."""
        parser.add_argument("--correo", action="append", required=True)
        parser.add_argument("--nombre", action="append", required=True)
        parser.add_argument("--oficio", default="Alta inicial del sistema")

    @transaction.atomic
    def handle(self, *args: Any, correo: list[str], nombre: list[str], oficio: str, **opciones: Any) -> None:
        """Rechaza si ya hay una persona administradora vigente."""
        if Usuario.objects.nombradas(reloj.hoy(), papel="administrador").exists():
            raise CommandError("Ya hay una persona administradora: los demás nombramientos se hacen desde el sistema.")
        if len(correo) != len(nombre):
            raise CommandError("Escriba un --nombre por cada --correo.")
        for uno, como in zip(correo, nombre, strict=True):
            self._crear(uno, como, oficio)
        if len(correo) == 1:
            self.stderr.write("Falta una segunda persona administradora: sin ella nadie podrá confirmar nombramientos.")

    def _crear(self, correo: str, nombre: str, oficio: str) -> None:
        ahora = reloj.ahora()
        if Usuario.objects.filter(correo=correo.lower()).exists():
            raise CommandError(f"Ya hay una persona con el correo {correo}.")
        persona = personas.registrar(correo=correo, nombre=nombre, por=None, en=ahora)
        nombrar(persona, "administrador", oficio=oficio, desde=reloj.dia_de(ahora), por=None, en=ahora)
        secreto = invitaciones.invitar(persona, por=None, en=ahora)
        self.stdout.write(f"{nombre}: {invitaciones.direccion(secreto)}")
