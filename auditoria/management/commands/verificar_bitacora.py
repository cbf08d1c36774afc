"""Comprueba la bitácora entera contra su cadena, sus anclas de dentro y de fuera y el sello fijado."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from auditoria.anclas.comprobar import verificar
from cuentas import reloj
from dictamenes.documento.firma import instalada
from verificador.lectura import Resultado


class Command(BaseCommand):
    """Termina como el verificador suelto: 0 íntegra, 1 rota, 3 íntegra y con eventos después de su última ancla."""

    help = "Comprueba la bitácora: su cadena, todas sus anclas y sus sellos."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--ultimo-sello", action="store_true", help="sólo el sello de la última ancla: más rápido")
        parser.add_argument("--json", action="store_true", help="el resultado como objeto JSON")

    def handle(self, *args: Any, **opciones: Any) -> None:
        resultado = verificar(reloj.ahora(), todos_los_sellos=not opciones["ultimo_sello"])
        codigo = resultado.codigo(sello_fijado=instalada.tiene_sello())
        if opciones["json"]:
            datos = {"integra": resultado.integra, "sin_ancla": resultado.sin_ancla, "codigo": codigo}
            self.stdout.write(json.dumps({**asdict(resultado), **datos}, ensure_ascii=False))
        else:
            (self.stdout if resultado.integra else self.stderr).write(_en_palabras(resultado))
        if codigo:
            raise SystemExit(codigo)


def _en_palabras(resultado: Resultado) -> str:
    if not resultado.integra:
        return f"Bitácora rota en el evento {resultado.roto_en}: {resultado.motivo}."
    if not resultado.sin_ancla:
        return f"Bitácora íntegra: {resultado.revisados} eventos, todos bajo {resultado.anclas} anclas."
    cola = f"{resultado.anclado} bajo {resultado.anclas} anclas y {resultado.sin_ancla} después de la última"
    return f"Bitácora íntegra: {resultado.revisados} eventos, {cola}."
