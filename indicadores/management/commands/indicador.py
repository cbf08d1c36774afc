"""`indicador --anio 2024 [--corte AAAA-MM-DD]`: lo publicado, lo registrado y su diferencia, en JSON."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cuentas.reloj import hoy
from indicadores.models import LoteHistorico
from indicadores.parametros import ParametroInvalido, leer_anio, leer_corte
from indicadores.registro import aviso_de, indicador


class Command(BaseCommand):
    """Misma bitácora y mismo corte, mismos bytes; un año o corte que no se entiende sale con 2."""

    help = "Imprime en JSON el indicador de un año: cifra publicada, registro y conciliación."

    def add_arguments(self, parser: CommandParser) -> None:
        """El año y hasta qué día contar."""
        parser.add_argument("--anio", required=True, help="Año de Hermosillo, con cuatro cifras.")
        parser.add_argument("--corte", default="", help="Último día que cuenta (AAAA-MM-DD); por omisión, hoy.")

    def handle(self, *args: Any, **opciones: Any) -> None:
        """Imprime el JSON; el rótulo de demostración va por la salida de errores para no romper el JSON."""
        try:
            anio = leer_anio(str(opciones["anio"]))
            corte = leer_corte(str(opciones["corte"]), hoy()) if opciones["corte"] else hoy()
        except ParametroInvalido as defecto:
            raise CommandError(str(defecto), returncode=2) from defecto
        if aviso := aviso_de(LoteHistorico.objects.all()):
            self.stderr.write(f"{aviso}: no son cifras oficiales.")
        self.stdout.write(json.dumps(indicador(anio, corte), ensure_ascii=False, indent=2))
