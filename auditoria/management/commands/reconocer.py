"""Reconoce un contenido que ya no es lo que se registró, cuando no se puede reponer. Hacen falta dos personas."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from auditoria.anclas import dudas
from auditoria.management.commands.declarar_origen import _persona
from bitacora.atado import renglon_de, reparos_de
from bitacora.ataduras import ATADO
from bitacora.cadena import anotar
from bitacora.rechazos import Rechazo
from cuentas import reloj
from cuentas.acceso.acceso import exigir_papeles_atados, papeles
from cuentas.models import Usuario
from cuentas.texto import escrito

PUEDEN = {"coordinacion", "administrador"}


class Command(BaseCommand):
    """Lo primero es reponer el renglón desde un respaldo: esto deja dicho para siempre que se dio por bueno."""

    help = "Dos personas, con su contraseña, dan por bueno lo que hay en un renglón (opinion:12) y dicen por qué."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("renglon", help="como lo nombra «manage.py invariantes»")
        parser.add_argument("--propone", required=True, metavar="CORREO", help="coordinación o administración")
        parser.add_argument("--confirma", required=True, metavar="CORREO", help="otra persona con uno de esos papeles")
        parser.add_argument("--motivo", required=True, help="qué pasó y por qué no se repone")

    def handle(self, *args: Any, renglon: str, propone: str, confirma: str, motivo: str, **opciones: Any) -> None:
        """CommandError si no hay qué reconocer, o si no son dos personas con papel."""
        try:
            suyo = renglon_de(renglon)
        except ValueError as error:
            raise CommandError(str(error)) from error
        if not (hallados := reparos_de([suyo])):
            raise CommandError(f"«{renglon}» es lo que se registró: no hay qué reconocer.")
        quienes = [_con_papel(_persona(correo)) for correo in (propone, confirma)]
        if quienes[0].pk == quienes[1].pk or not escrito(motivo):
            raise CommandError("Hacen falta dos personas distintas y el motivo.")
        en, dice = reloj.ahora(), [str(uno) for uno in hallados]
        with transaction.atomic():
            datos = {"reconoce": dice, "propuso": quienes[0].pk, "motivo": motivo.strip()}
            evento = anotar(ATADO, hallados[0].objeto, por=quienes[1], en=en, datos=datos, ata=[suyo])
            dudas.decir("contenido.reconocido", f"Se reconoció «{renglon}»", f"{dice[0]}. {motivo}", renglon, en)
        self.stdout.write(f"Reconocido en el evento {evento.n}; lo saben quienes auditan.")


def _con_papel(persona: Usuario) -> Usuario:
    try:
        exigir_papeles_atados(persona)
    except Rechazo as error:
        raise CommandError(str(error)) from error
    if not papeles(persona) & PUEDEN:
        raise CommandError(f"{persona.nombre} no tiene un papel de coordinación o administración.")
    return persona
