"""`cargar_abiertos ARCHIVO.csv --por CORREO [--ensayo]`: asuntos en curso fuera del sistema, cada uno en su etapa."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cuentas import reloj
from cuentas.acceso.acceso import puede
from cuentas.models import Usuario
from dictamenes.models.catalogos import Tipo
from dictamenes.textos.formularios import versiones
from estandares.archivos_de_entrada import MAL_FORMADO, exigir_sin_errores, leer_bytes
from flujos.captura import abiertos


class Command(BaseCommand):
    """Mal formado sale con 2, con todos los errores y sin guardar nada; cargarlo dos veces no duplica."""

    help = "Carga asuntos abiertos a media etapa desde un CSV (formato en docs/formato_abiertos.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archivo", type=Path, nargs="?", metavar="ARCHIVO.csv")
        parser.add_argument("--por", default="", metavar="CORREO", help="La persona de recepción que carga.")
        parser.add_argument("--ensayo", action="store_true", help="Revisa todo y dice qué pasaría; no guarda nada.")
        parser.add_argument("--plantilla", choices=Tipo.values, help="Escribe los títulos para ese tipo y termina.")

    def handle(self, *args: Any, **opciones: Any) -> None:
        """Carga y dice renglón por renglón en qué quedó."""
        if tipo := opciones["plantilla"]:
            csv.writer(self.stdout).writerow(abiertos.encabezado(versiones.vigente(tipo).definicion))
            return
        archivo: Path | None = opciones["archivo"]
        if archivo is None:
            raise CommandError("Diga qué archivo cargar, o pida la --plantilla.", returncode=MAL_FORMADO)
        por, ensayo = self._quien(opciones["por"]), opciones["ensayo"]
        try:
            cargados = abiertos.cargar(archivo, leer_bytes(archivo), por=por, en=reloj.ahora(), ensayo=ensayo)
        except abiertos.ArchivoInvalido as invalido:
            exigir_sin_errores({archivo: invalido.errores})
        else:
            self._decir(cargados, ensayo=ensayo)

    def _quien(self, correo: str) -> Usuario:
        persona = Usuario.objects.filter(correo=correo).first()
        if persona is None or not puede(persona, "solicitud.capturar_papel"):
            raise CommandError("En --por va el correo de una persona de recepción.", returncode=MAL_FORMADO)
        return persona

    def _decir(self, cargados: list[abiertos.Cargado], *, ensayo: bool) -> None:
        for c in cargados:
            folio = "(sin folio: es un ensayo)" if ensayo and not c.ya_estaba else c.folio
            self.stdout.write(f"fila {c.fila}: {c.referencia} · {folio} · {c.estado}{' · ya estaba' * c.ya_estaba}")
        nuevos = sum(not c.ya_estaba for c in cargados)
        hecho = "se cargarían" if ensayo else "se cargaron"
        self.stdout.write(f"{nuevos} asuntos {hecho}; {len(cargados) - nuevos} ya estaban.")
