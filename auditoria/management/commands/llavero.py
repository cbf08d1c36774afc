"""Abre el llavero de la bitácora o estrena otra llave; queda anotado y se le dice a quien audita."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from auditoria.anclas import dudas
from bitacora import llavero
from bitacora.atado import ContenidoAlterado, comprometer_contenido
from bitacora.cadena import comprometer_hojas, estrenar_llave
from cuentas import reloj


class Command(BaseCommand):
    """Con los procesos detenidos si hay varias máquinas: todas deben leer el mismo archivo (docs/operacion.md)."""

    help = "El llavero con que se etiqueta cada evento: abrirlo, rotarlo, comprometer campos o contenido."

    def add_arguments(self, parser: ArgumentParser) -> None:
        ayuda = "abrir: la primera, o la que repone una perdida"
        parser.add_argument("que", choices=("abrir", "rotar", "hojas", "ataduras"), help=ayuda)

    def handle(self, *args: Any, que: str, **opciones: Any) -> None:
        """CommandError si se pide abrir el que ya está abierto, o rotar el que no existe."""
        if que == "hojas":
            hecho = comprometer_hojas(por=None, en=reloj.ahora())
            self.stdout.write(f"Comprometidas hasta el evento {hecho.n - 1}." if hecho else "Ya estaban comprometidas.")
            return
        if que == "ataduras":
            self._comprometer_contenido()
            return
        try:
            abierto = bool(llavero.leer().llaves)
        except llavero.LlaveroIlegible as error:
            raise CommandError(str(error)) from error
        if abierto and que == "abrir":
            raise CommandError("El llavero ya está abierto: para otra llave, «rotar».")
        if not abierto and que == "rotar":
            raise CommandError("No hay llavero que rotar: «abrir».")
        en = reloj.ahora()
        llave = estrenar_llave(por=None, en=en)
        asunto = f"La bitácora estrena llave: {llave.id}, desde el evento {llave.desde}"
        texto = "Etiqueta cada evento. La estrenó quien opera el servidor: si nadie lo dispuso, pida cuentas."
        dudas.decir("llavero", asunto, texto, llave.id, en)
        self.stdout.write(f"Llave {llave.id}, desde el evento {llave.desde}.")
        if llavero.leer().ata_desde is None:
            self._comprometer_contenido()

    def _comprometer_contenido(self) -> None:
        try:
            cuantos = comprometer_contenido(reloj.ahora())
        except (ContenidoAlterado, llavero.LlaveroIlegible) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Contenido anterior comprometido en {cuantos} eventos: desde aquí se exige de todo.")
