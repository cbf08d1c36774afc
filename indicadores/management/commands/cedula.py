"""`cedula --anio 2024 [--corte DÍA] [--hasta N] [--json]`: lo impreso y lo calculado, aparte."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cuentas.reloj import hoy
from indicadores.cedula import cedula, impresion
from indicadores.cifra.parametros import ParametroInvalido, leer_anio, leer_corte, leer_evento
from indicadores.cifra.recalculo import correr


class Command(BaseCommand):
    """Sale con 2 si algo no se entiende o no hay una cédula publicada."""

    help = "Imprime la cédula de un año: de cada campo, lo que imprime la fuente y, aparte, lo que calcula el registro."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anio", required=True, help="Año de Hermosillo, con cuatro cifras.")
        parser.add_argument("--corte", default="", help="Último día que cuenta (AAAA-MM-DD); por omisión, hoy.")
        parser.add_argument("--hasta", default="", help="Último evento de la bitácora que se toma; por omisión, todos.")
        parser.add_argument("--json", action="store_true", help="En JSON (docs/formato_indicador.md).")

    def handle(self, *args: Any, **opciones: Any) -> None:
        try:
            corte, hasta = leer_corte(str(opciones["corte"]), hoy()), leer_evento(str(opciones["hasta"]))
            corrida = correr(leer_anio(str(opciones["anio"])), corte, hasta)
        except ParametroInvalido as defecto:
            raise CommandError(str(defecto), returncode=2) from defecto
        if (vigente := cedula.vigente()) is None:
            raise CommandError("Todavía no hay una cédula publicada.", returncode=2)
        if corrida.aviso:
            self.stderr.write(f"{corrida.aviso}: no son cifras oficiales.")
        dichas = impresion.columnas(vigente, corrida)
        self.stdout.write(json.dumps(dichas, ensure_ascii=False, indent=2) if opciones["json"] else _en_texto(dichas))


def _en_texto(columnas: impresion.Columnas) -> str:
    """Campo por campo, con cada columna en su renglón."""
    renglones = [f"Cédula versión {columnas['version']}, año {columnas['anio']}, al {columnas['corte']}"]
    for clave, publicado in columnas["publicado"].items():
        renglones += ["", publicado["nombre"]]
        fuentes = [f"  Fuente: «{f['dice']}» ({f['cita']})" for f in publicado["fuentes"]]
        renglones += fuentes or ["  Fuente: no lo imprime"]
        renglones += [f"  Nota: {publicado['nota']}"] if publicado["nota"] else []
        renglones.append(f"  Registro: {columnas['registro'][clave]}")
    return "\n".join(renglones)
