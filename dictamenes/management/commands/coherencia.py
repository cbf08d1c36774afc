"""`coherencia CASO.json`: los hallazgos de un caso como JSON, sin tocar la base (docs/formato_coherencia.md)."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dictamenes.reglas import coherencia
from estandares.archivos_de_entrada import MAL_FORMADO, leer_bytes

HAY_IMPEDIMENTO = 1


class Command(BaseCommand):
    """Imprime los hallazgos; sale con 1 si alguno impide y con 2 si el archivo no es un caso."""

    help = "Dice en qué se contradice un caso (JSON) según la tabla de coherencia, sin usar la base de datos."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("caso", type=Path, metavar="CASO.json", nargs="?")
        parser.add_argument("--esquema", action="store_true", help="imprime el formato del caso, como JSON Schema")

    def handle(self, *args: Any, **opciones: Any) -> None:
        if opciones["esquema"]:
            self.stdout.write(json.dumps(coherencia.esquema(), ensure_ascii=False, indent=2))
            return
        if opciones["caso"] is None:
            raise CommandError("Diga qué archivo se juzga, o pida el formato con --esquema.", returncode=MAL_FORMADO)
        try:
            caso = coherencia.leer(leer_bytes(opciones["caso"]))
        except coherencia.CasoIlegible as error:
            raise CommandError(f"{opciones['caso']}: {error}", returncode=MAL_FORMADO) from error
        hallados = coherencia.hallazgos(caso)
        impiden = coherencia.impiden(hallados)
        dicho = {"impide": bool(impiden), "espera_razon": any(h.espera_razon for h in hallados),
                 "hallazgos": [h.como_datos() for h in hallados]}
        self.stdout.write(json.dumps(dicho, ensure_ascii=False, indent=2))
        if impiden:
            raise CommandError("Hay algo que impide el acto: está en «hallazgos».", returncode=HAY_IMPEDIMENTO)
