"""Orden `restablecer_factor`: lo mismo que la pantalla, para cuando quien perdió su factor es quien administra."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cuentas import reloj
from cuentas.entrada import factores
from cuentas.models import Usuario


class Command(BaseCommand):
    """Manda a la persona, por correo, el vínculo de un solo uso; no lo imprime."""

    help = "Inicia el restablecimiento del segundo factor de una persona; el vínculo le llega sólo a su correo."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--correo", required=True)

    def handle(self, *args: Any, correo: str, **opciones: Any) -> None:
        """Lanza `CommandError` si no hay a quién, o si el correo no salió."""
        persona = Usuario.objects.filter(correo=correo.lower()).first()
        if persona is None:
            raise CommandError(f"No hay una persona con el correo {correo}.")
        try:
            salio = factores.restablecer_por_correo(persona, por=None, en=reloj.ahora())
        except factores.RestablecimientoNoVale as motivo:
            raise CommandError(str(motivo)) from motivo
        if not salio:
            raise CommandError("El correo no salió. Revise el servicio de correo y repita la orden.")
        self.stdout.write("El vínculo salió por correo; se avisó a quienes auditan.")
