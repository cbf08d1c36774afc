"""Declara un origen nuevo de la bitácora después de restaurar por debajo de lo firmado. Hacen falta dos personas."""

from __future__ import annotations

from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth import authenticate
from django.core.management.base import BaseCommand, CommandError

from auditoria.anclas import oficina, origen
from bitacora.rechazos import Rechazo
from cuentas import reloj
from cuentas.models import Usuario
from dictamenes.documento.firmante.excepciones import FirmanteNoDisponible, PapelRechazado


class Command(BaseCommand):
    """Se corre con el sitio cerrado, como la restauración: por eso es una orden y cada quien teclea su contraseña."""

    help = "Dos personas, cada una con su contraseña, declaran que la bitácora sigue desde antes de su última ancla."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--propone", required=True, metavar="CORREO", help="coordinación o administración")
        parser.add_argument("--confirma", required=True, metavar="CORREO", help="otra persona con uno de esos papeles")
        parser.add_argument("--motivo", required=True, help="qué se restauró y por qué")

    def handle(self, *args: Any, propone: str, confirma: str, motivo: str, **opciones: Any) -> None:
        quienes = [_persona(correo) for correo in (propone, confirma)]
        try:
            evento = origen.declarar(propone=quienes[0], confirma=quienes[1], motivo=motivo, en=reloj.ahora())
            dicho = oficina.abrir_origen(evento.n, reloj.ahora())
        except (Rechazo, PapelRechazado, FirmanteNoDisponible) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{dicho} Conserve las anclas anteriores: la diferencia se verá siempre.")


def _persona(correo: str) -> Usuario:
    persona = authenticate(None, username=correo, email=correo, password=getpass(f"Contraseña de {correo}: "))
    if not isinstance(persona, Usuario):
        raise CommandError(f"La contraseña de {correo} no es la suya, o no hay esa cuenta.")
    return persona
