"""El firmante: el único proceso que lee la llave del sello. Sella lo que le consta, ancla y lleva su diario."""

from __future__ import annotations

import signal
import socket
import threading
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from auditoria.anclas import firmar
from auditoria.anclas.oficina import ORDENES
from cuentas import reloj
from dictamenes.documento.firma import instalada
from dictamenes.documento.firmante import cabezas, servidor

CADA = timedelta(minutes=1)


class Command(BaseCommand):
    """Con su propia cuenta, en la misma máquina que la web y el trabajador. SIGTERM lo detiene entre dos pedidos."""

    help = "Atiende en FIRMANTE_SOCKET a las cuentas de FIRMANTE_CUENTAS hasta recibir SIGTERM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cuenta", default="", help="si arranca como root, la cuenta que toma y ya no deja")

    def handle(self, *args: Any, cuenta: str, **opciones: Any) -> None:
        """Se encierra antes de abrir la llave; sin sello que abrir, no arranca."""
        if not hasattr(socket, "SO_PEERCRED"):
            raise CommandError("El firmante aparte necesita Linux: de otro modo no sabría quién le pide.")
        if not (settings.FIRMANTE_CUENTAS or settings.DEMOSTRACION or settings.PRACTICA):
            raise CommandError("Falta FIRMANTE_CUENTAS: a qué cuentas atiende (la de la web y la del trabajador).")
        if cuenta:
            servidor.volverse(cuenta)
        servidor.encerrarse()
        instalada.sello_institucional()
        ruta, cuentas = servidor.ruta_del_socket(), servidor.cuentas_que_piden(settings.FIRMANTE_CUENTAS)
        threading.Thread(target=cabezas.escuchar, args=(ruta, cuentas), daemon=True).start()
        with servidor.Servidor(
            ruta, ORDENES, cuentas,
            cuota=servidor.Cuota(settings.FIRMANTE_POR_MINUTO, settings.FIRMANTE_POR_DIA),
            a_ratos=servidor.cada(CADA, lambda: firmar.anclar(reloj.ahora())),
        ) as atiende:
            for aviso in (signal.SIGTERM, signal.SIGINT):
                signal.signal(aviso, lambda *_: threading.Thread(target=atiende.shutdown).start())
            self.stdout.write("El firmante atiende.")
            atiende.serve_forever()
