"""El trabajador: prepara y emite documentos, dispara plazos vencidos, manda avisos. Puede haber varios a la vez."""

from __future__ import annotations

import gc
import logging
import signal
import time
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.urls import resolve

from config.procesos.turnos import TURNOS
from cuentas import parada, reloj
from cuentas.rastreo import en_trabajo
from flujos.recorrido import tropiezos

registro = logging.getLogger(__name__)


class Command(BaseCommand):
    """Cada turno toma renglones sueltos, así que correr dos trabajadores no repite nada."""

    help = "Corre los trabajos de fondo hasta recibir SIGTERM; con --una-vez, una pasada (para cron)."

    def __init__(self, *args: Any, **opciones: Any) -> None:
        super().__init__(*args, **opciones)
        self._fallaba: dict[str, bool] = {}  # al empezar no se sabe: la primera vuelta buena limpia lo de antes

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--una-vez", action="store_true", help="una pasada y termina")
        parser.add_argument("--pausa", type=float, default=1.0, metavar="SEGUNDOS", help="espera entre pasadas")

    def handle(self, *args: Any, **opciones: Any) -> None:
        """Da vueltas hasta que le pidan parar; acaba el trabajo o el correo que lleve a medias, y sale."""
        for aviso in (signal.SIGTERM, signal.SIGINT):
            signal.signal(aviso, parada.pedir)
        if not opciones["una_vez"]:
            resolve("/")  # con la primera liga de un correo se cargarían las direcciones y todas las vistas
            gc.collect()
            gc.freeze()  # lo cargado vive hasta el final: no se vuelve a revisar en cada documento
        proximo: dict[str, float] = {}
        while True:
            for nombre, (cada, turno) in parada.hasta_parar(TURNOS.items()):
                if time.monotonic() >= proximo.get(nombre, 0.0):
                    self._dar(nombre, turno)
                    proximo[nombre] = time.monotonic() + cada
            if opciones["una_vez"] or parada.pedida():
                return
            time.sleep(opciones["pausa"])

    def _dar(self, nombre: str, turno: Callable[[datetime], object]) -> None:
        close_old_connections()
        fallas: list[tuple[str, str]] = []
        marca = parada.fallas.set(fallas)
        try:
            with en_trabajo(nombre):
                turno(reloj.ahora())
        except Exception as error:  # la base se fue, un dato imposible: ese turno espera, los demás siguen
            registro.exception("Falló el turno %s.", nombre)
            fallas.insert(0, ("", type(error).__name__))
            self.stderr.write(f"{nombre}: no terminó ({type(error).__name__}); se reintenta en la siguiente vuelta.")
        finally:
            parada.fallas.reset(marca)
        if fallas or self._fallaba.get(nombre, True):
            with suppress(DatabaseError):  # si es la base lo que falló, ya se verá cuando vuelva
                tropiezos.anotar(nombre, fallas, reloj.ahora())
            self._fallaba[nombre] = bool(fallas)
