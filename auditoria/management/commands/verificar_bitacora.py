"""Comprueba la bitácora entera contra su cadena, sus anclas de dentro y de fuera, el sello fijado y sus testigos."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from auditoria.informe import informar
from cuentas import reloj


class Command(BaseCommand):
    """Termina y contesta como el verificador suelto (verificador/LEEME.md)."""

    help = "Comprueba la bitácora: su cadena, todas sus anclas, sus sellos y sus testigos."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--ultimo-sello", action="store_true", help="sólo el sello de la última ancla: más rápido")
        parser.add_argument("--json", action="store_true", help="el resultado como objeto JSON")

    def handle(self, *args: Any, **opciones: Any) -> None:
        informe = informar(reloj.ahora(), todos_los_sellos=not opciones["ultimo_sello"])
        dicho = json.dumps(informe.datos(), ensure_ascii=False) if opciones["json"] else informe.en_palabras()
        (self.stdout if opciones["json"] or informe.resultado.integra else self.stderr).write(dicho)
        if informe.codigo:
            raise SystemExit(informe.codigo)
