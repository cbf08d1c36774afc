"""Restaura un respaldo en una instalación vacía y la comprueba entera."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archivos.excepciones import AlmacenNoDisponible
from config.duena import como_duena
from config.respaldo import RespaldoInservible
from config.respaldo.actos import elegir, restaurar, revisar
from config.respaldo.comprobacion import diferencias


class Command(BaseCommand):
    """Con el servicio y los trabajadores detenidos. Si se interrumpe, se vuelve a correr."""

    help = "Restaura un respaldo y comprueba huellas, bitácora y firmas."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("origen", metavar="ORIGEN", type=Path, help="carpeta de respaldos")
        parser.add_argument("--respaldo", default="", metavar="NOMBRE", help="cuál (el último, si no se dice)")
        parser.add_argument("--huella", default="", metavar="SHA256", help="la del manifiesto, anotada aparte")
        parser.add_argument("--reemplazar", action="store_true", help="borra lo que haya en la base")
        parser.add_argument("--solo-comprobar", action="store_true", help="no restaura: compara esta instalación")

    def handle(self, *args: Any, origen: Path, **opciones: Any) -> None:
        """Restaura, comprueba e informa; sale con 1 si algo no casa."""
        try:
            carpeta = elegir(origen.resolve(), opciones["respaldo"])
            if opciones["solo_comprobar"]:
                halladas = list(diferencias(revisar(carpeta, opciones["huella"])[0]))
            else:
                with como_duena():
                    halladas = restaurar(carpeta, reemplazar=opciones["reemplazar"], huella=opciones["huella"])
        except (RespaldoInservible, AlmacenNoDisponible) as error:
            raise CommandError(str(error)) from error
        if halladas:
            raise CommandError("Hay diferencias; no abra el servicio hasta aclararlas:\n  " + "\n  ".join(halladas))
        self.stdout.write(f"{carpeta.name}: restaurado y comprobado (archivos, bitácora y firmas).")
