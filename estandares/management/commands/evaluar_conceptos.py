"""`evaluar_conceptos CONCEPTOS.jsonl --estandar ARCHIVO.csv`: un JSON por línea, sin tocar la base."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from estandares.archivos_de_entrada import exigir_sin_errores, leer_bytes
from estandares.conceptos import evaluar_concepto, leer_conceptos
from estandares.importacion import leer_estandar


class Command(BaseCommand):
    """Evalúa conceptos contra un CSV de estándar; con entrada mal formada no escribe nada y sale con 2."""

    help = "Evalúa conceptos (JSONL) contra un estándar (CSV) y escribe un JSON por línea, sin usar la base de datos."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("conceptos", type=Path, metavar="CONCEPTOS.jsonl")
        parser.add_argument("--estandar", type=Path, required=True, metavar="ARCHIVO.csv")

    def handle(self, *args: Any, **opciones: Any) -> None:
        estandar, defectos = leer_estandar(leer_bytes(opciones["estandar"]))
        perfiles = set(estandar.perfiles)
        conceptos, otros = leer_conceptos(leer_bytes(opciones["conceptos"]), perfiles)
        exigir_sin_errores({opciones["estandar"]: defectos, opciones["conceptos"]: otros})
        resultados = ((concepto.perfil, evaluar_concepto(concepto, estandar)) for concepto in conceptos)
        lineas = [
            json.dumps({"perfil": perfil, "global": r.global_, "por_atributo": r.por_atributo}, ensure_ascii=False)
            for perfil, r in resultados
        ]
        self.stdout.write("\n".join(lineas))
