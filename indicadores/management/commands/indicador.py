"""`indicador --anio 2024 [--corte DÍA] [--hasta N] [--formato json|csv|zip --salida ARCHIVO]`: la cifra de un año.

Sin `--formato` imprime lo publicado, lo registrado y su diferencia. `json` es la forma canónica (RFC 8785); `zip` trae
además los hechos y el programa que la recalcula sin este sistema.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cuentas.reloj import hoy
from indicadores.cifra.parametros import ParametroInvalido, leer_anio, leer_corte, leer_evento
from indicadores.cifra.recalculo import Corrida, correr, csv_de_la_corrida, paquete
from indicadores.cifra.registro import indicador

FORMATOS: dict[str, Callable[[Corrida], bytes]] = {"json": Corrida.json, "csv": csv_de_la_corrida, "zip": paquete}


class Command(BaseCommand):
    """Mismo corte y mismo evento, mismos bytes; lo que no se entiende sale con 2."""

    help = "Imprime o guarda el indicador de un año: cifra publicada, registro y conciliación, o su forma canónica."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anio", required=True, help="Año de Hermosillo, con cuatro cifras.")
        parser.add_argument("--corte", default="", help="Último día que cuenta (AAAA-MM-DD); por omisión, hoy.")
        parser.add_argument("--hasta", default="", help="Último evento de la bitácora que se toma; por omisión, todos.")
        parser.add_argument("--formato", choices=FORMATOS, help="Forma canónica, en lugar del resumen.")
        parser.add_argument("--salida", type=Path, help="Dónde guardarla; sin decirlo, se imprime (el ZIP, no).")

    def handle(self, *args: Any, **opciones: Any) -> None:
        """Cuenta y escribe; lo que no es la cifra va por la salida de errores, para no romper el JSON."""
        try:
            anio = leer_anio(str(opciones["anio"]))
            corte = leer_corte(str(opciones["corte"]), hoy())
            corrida = correr(anio, corte, leer_evento(str(opciones["hasta"])))
        except ParametroInvalido as defecto:
            raise CommandError(str(defecto), returncode=2) from defecto
        if corrida.aviso:
            self.stderr.write(f"{corrida.aviso}: no son cifras oficiales.")
        if opciones["formato"]:
            self._entregar(FORMATOS[opciones["formato"]](corrida), opciones)
            return
        self.stdout.write(json.dumps(indicador(anio, corte, corrida.hasta), ensure_ascii=False, indent=2))

    def _entregar(self, contenido: bytes, opciones: dict[str, Any]) -> None:
        """Lo guarda tal cual o, si es texto y no se dijo dónde, lo imprime sin agregarle nada."""
        if opciones["salida"]:
            opciones["salida"].write_bytes(contenido)
        elif opciones["formato"] == "zip":
            raise CommandError("Diga con --salida dónde guardar el ZIP.", returncode=2)
        else:
            self.stdout.write(contenido.decode(), ending="")
