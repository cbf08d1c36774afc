"""Orden `sembrar_catalogos`: entes, áreas y días inhábiles de arranque."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cuentas import reloj
from cuentas.siembra import sembrar


class Command(BaseCommand):
    """Se puede correr las veces que haga falta: sólo agrega lo que no está."""

    help = "Agrega los entes, las áreas dictaminadoras y los días inhábiles de arranque que falten."

    def handle(self, *args: Any, **opciones: Any) -> None:
        agregados = sembrar(reloj.ahora())
        self.stdout.write("Agregados: " + ", ".join(f"{cuantos} {cual}" for cual, cuantos in agregados.items()))
