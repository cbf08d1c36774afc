"""Deja a la corrida y al firmante sus permisos en PostgreSQL, y ni uno más."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from bitacora import permisos
from config.duena import como_duena


class Command(BaseCommand):
    """La corre `migrate`; a mano, tras restaurar un respaldo. Se puede repetir."""

    help = "Permisos mínimos de la corrida y del firmante sobre la base (PostgreSQL), dados por su dueño."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mostrar", action="store_true", help="sólo imprime las órdenes SQL")

    def handle(self, *args: Any, mostrar: bool = False, **opciones: Any) -> None:
        """CommandError si no es PostgreSQL, o si la corrida es el mismo papel que el dueño."""
        if connection.vendor != "postgresql":
            raise CommandError("En SQLite no hay papeles: la base es de quien lee el archivo.")
        corrida = settings.BASE_PAPEL_DE_LA_CORRIDA
        with como_duena(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            if cursor.fetchone() == (corrida,):
                raise CommandError(f"«{corrida}» es el dueño y también la corrida: ponga otro en DATABASE_URL_DUENA.")
            for orden in permisos.ordenes(corrida, settings.BASE_PAPEL_DEL_FIRMANTE):
                if mostrar:
                    self.stdout.write(f"{orden};")
                else:
                    cursor.execute(orden)
        if not mostrar and opciones.get("verbosity", 1):
            self.stdout.write(f"Permisos de «{corrida}» y «{settings.BASE_PAPEL_DEL_FIRMANTE or corrida}» al día.")
