"""`manage.py practica_exportar ARCHIVO`: en el sitio real, la gente de los entes para el sitio de práctica."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from bitacora.cadena import anotar
from config.practica.exportar import gente_de_los_entes
from cuentas import reloj


class Command(BaseCommand):
    """Sólo lee; deja un evento, porque lo que sale son nombres y correos."""

    help = "Escribe en ARCHIVO los entes, sus áreas requirentes y la gente con papel vigente en ellos."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archivo", metavar="ARCHIVO", type=Path)

    @transaction.atomic
    def handle(self, *args: Any, archivo: Path, **opciones: Any) -> None:
        """Lo escribe sólo para su dueño y dice cuánto lleva."""
        if settings.PRACTICA:
            raise CommandError("Se exporta del sitio real, no del de práctica.")
        datos = gente_de_los_entes(reloj.hoy())
        cuantos = {clave: len(datos[clave]) for clave in ("entes", "personas")}
        if not cuantos["entes"]:
            raise CommandError("No hay entes que exportar: cargue antes los catálogos (o la demostración).")
        archivo.parent.mkdir(parents=True, exist_ok=True)
        archivo.unlink(missing_ok=True)
        with os.fdopen(os.open(archivo, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as salida:
            json.dump(datos, salida, ensure_ascii=False, indent=1)
        anotar("practica.exportada", "practica:gente", por=None, en=reloj.ahora(), datos=cuantos)
        self.stdout.write(f"{cuantos['entes']} entes y {cuantos['personas']} personas en {archivo}.")
