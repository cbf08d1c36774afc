"""Corre el banco de medidas sobre una base propia y desechable, y escribe docs/medidas.md."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.management.commands.demo import ARRANQUE, sembrar_demostracion
from config.medidas import Medida, maquina, medir
from cuentas import reloj


class Command(BaseCommand):
    """Nunca mide sobre la base de nadie: se vuelve a llamar con una carpeta temporal."""

    help = "Mide y escribe la tabla con la descripción de la máquina."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--casos", type=int, default=12, help="casos completos por medir")
        parser.add_argument("--aqui", action="store_true", help="uso interno: la base ya es la desechable")

    def handle(self, *args: Any, **opciones: Any) -> None:
        """Mide en otro proceso y guarda la tabla."""
        if not settings.DEMOSTRACION:
            raise CommandError("Las medidas se corren con los ajustes de la demostración.")
        if opciones["aqui"]:
            self._medir(opciones["casos"])
            return
        with tempfile.TemporaryDirectory(prefix="dictamenes-medir-") as carpeta:
            entorno = {**os.environ, "DEMOSTRACION_CARPETA": carpeta, "DATABASE_URL": f"sqlite:///{carpeta}/db.sqlite3",
                       "ALMACEN_CARPETA": f"{carpeta}/archivos"}
            orden = [sys.executable, "manage.py", "medir", "--aqui", "--casos", str(opciones["casos"])]
            subprocess.run(orden, env=entorno, cwd=settings.RAIZ, check=True)  # noqa: S603 (orden propia)

    def _medir(self, casos: int) -> None:
        call_command("migrate", verbosity=0)
        gente = sembrar_demostracion(Random(1), ARRANQUE)  # noqa: S311
        tabla = _tabla(medir(gente, reloj.ahora(), casos))
        (Path(settings.RAIZ) / "docs" / "medidas.md").write_text(tabla, encoding="utf-8")
        self.stdout.write(tabla)


def _tabla(medidas: list[Medida]) -> str:
    donde = ", ".join(f"{clave}: {valor}" for clave, valor in maquina().items())
    renglones = [f"| {m.que} | {m.valor} | {m.contra} | {m.razon} |" for m in medidas]
    return "\n".join([
        "# Medidas", "", f"`make medir`, {reloj.hoy():%Y-%m-%d}. {donde}.", "",
        "Las razones se toman en la misma corrida; los milisegundos son medianas de CPU.", "",
        "| Qué | Medido | Contra | Razón |", "|---|---|---|---|", *renglones, "",
    ])
