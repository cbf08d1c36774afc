"""Siembra partidas, alineación, reglas de área y formularios."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cuentas import reloj
from dictamenes.siembra import sembrar


class Command(BaseCommand):
    """Se puede correr cuantas veces haga falta."""

    help = "Siembra los catálogos del trámite (primero corra sembrar_catalogos)."

    def handle(self, *args: Any, **opciones: Any) -> None:
        for nombre, cuantos in sembrar(reloj.ahora()).items():
            self.stdout.write(f"{nombre}: {cuantos} nuevos")
