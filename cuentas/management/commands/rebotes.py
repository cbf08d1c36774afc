"""Orden `rebotes`: registra los correos que regresaron, de una tubería del servidor de correo o de una carpeta."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cuentas import reloj
from cuentas.avisos import rebotes


def _de_la_entrada() -> Iterator[bytes]:
    """El mensaje, hasta el tope; lo demás se bebe, para que quien escribe en la tubería acabe."""
    yield sys.stdin.buffer.read(rebotes.MAXIMO)
    while sys.stdin.buffer.read(rebotes.MAXIMO):
        continue


class Command(BaseCommand):
    """Sólo dice cuántos: ni direcciones ni textos."""

    help = "Lee informes de entrega (RFC 3464) de la entrada estándar, o de los archivos de una carpeta o Maildir."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("carpeta", nargs="?", type=Path, help="carpeta con archivos .eml, o Maildir")

    def handle(self, *args: Any, carpeta: Path | None = None, **opciones: Any) -> None:
        """Lanza `CommandError` si la carpeta no existe. Lo que no se entiende se cuenta y se deja donde está."""
        if carpeta is not None and not carpeta.is_dir():
            raise CommandError(f"No hay una carpeta {carpeta}.")
        leidos = registrados = 0
        for crudo in self._de_carpeta(carpeta) if carpeta else _de_la_entrada():
            leidos += 1
            registrados += sum(rebotes.registrar(informe, reloj.ahora()) for informe in rebotes.leer(crudo))
        self.stdout.write(f"Mensajes leídos: {leidos}. Rebotes registrados: {registrados}.")

    def _de_carpeta(self, carpeta: Path) -> Iterator[bytes]:
        de_maildir = (*(carpeta / "new").glob("*"), *(carpeta / "cur").glob("*"))
        for archivo in sorted((*carpeta.glob("*.eml"), *de_maildir)):
            if archivo.is_file() and not archivo.is_symlink():
                with archivo.open("rb") as abierto:
                    yield abierto.read(rebotes.MAXIMO)
