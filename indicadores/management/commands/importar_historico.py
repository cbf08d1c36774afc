"""`importar_historico ARCHIVO.csv --montos importe|total|no_se_dijo`: asuntos de antes del sistema, todo o nada."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cuentas.reloj import ahora, dia_de
from estandares.archivos_de_entrada import exigir_sin_errores, leer_bytes
from indicadores.models import LoteHistorico
from indicadores.pasado.historico import ArchivoInvalido, Importacion, importar


class Command(BaseCommand):
    """Mal formado sale con 2, con todos los errores y sin guardar nada; el mismo archivo dos veces no duplica."""

    help = "Importa el registro histórico desde un CSV (formato en docs/formato_historico.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archivo", type=Path, metavar="ARCHIVO.csv")
        parser.add_argument("--montos", required=True, choices=LoteHistorico.Montos.values,
                            help="Qué trae la columna importe: antes de IVA, con IVA, o no se sabe.")
        parser.add_argument("--procedencia", default="", help="De dónde salió; por omisión, el nombre del archivo.")
        parser.add_argument("--demostracion", action="store_true", help="Marca el lote como datos de demostración.")

    def handle(self, *args: Any, **opciones: Any) -> None:
        """Importa con actor sistema y dice cuánto entró."""
        archivo: Path = opciones["archivo"]
        contenido = leer_bytes(archivo)
        try:
            importacion = importar(
                contenido, nombre=archivo.name, procedencia=opciones["procedencia"], montos=opciones["montos"],
                demostracion=opciones["demostracion"], por=None, en=ahora(),
            )
        except ArchivoInvalido as invalido:
            exigir_sin_errores({archivo: invalido.errores})
        else:
            self._decir(importacion)

    def _decir(self, importacion: Importacion) -> None:
        lote = importacion.lote
        if not importacion.nuevo:
            dia = dia_de(lote.importado_en).isoformat()
            self.stdout.write(f"Este archivo ya se había importado el {dia} ({lote}); no se hizo nada.")
            return
        self.stdout.write(f"{lote.nombre}: {lote.renglones} asuntos importados. SHA-256 {lote.sha256}")
        if importacion.sin_ente:
            entes = "; ".join(importacion.sin_ente)
            self.stdout.write(f"No están en el catálogo de entes y se guardan como vienen: {entes}")
