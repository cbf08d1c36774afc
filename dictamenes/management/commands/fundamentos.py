"""Orden `fundamentos`: la lista de cotejo de una instalación. Sale con 1 si hay algún acto apagado."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from cuentas import reloj
from dictamenes.fundamentos import cotejo, electronica


class Command(BaseCommand):
    """Qué está apagado por falta de fundamento y qué detiene."""

    help = "Dice qué actos están apagados por falta de fundamento, qué detienen y qué parámetros legales no lo citan."

    def handle(self, *args: Any, **options: Any) -> None:
        """Un renglón por acto y uno por parámetro."""
        hoy = reloj.hoy()
        renglones = cotejo.de_actos(hoy)
        for renglon in renglones:
            self.stdout.write(f"[{'x' if renglon.encendido else ' '}] {renglon.acto.nombre}")
            if renglon.falta:
                self.stdout.write(f"      {renglon.falta}\n      Mientras tanto: {renglon.acto.detiene}")
        firmas = cotejo.de_firmas(hoy)
        for firma in firmas:
            como = "a mano" if firma.falta else "a mano o con e.firma"
            self.stdout.write(f"{firma.papel.nombre}: firma {' o '.join(firma.quienes).lower()}, {como}")
        if electronica.SIN_PROBAR in {firma.falta for firma in firmas}:
            self.stdout.write(f"[ ] {electronica.SIN_PROBAR}")
        if sin_fundamento := cotejo.parametros_sin_fundamento(hoy):
            self.stdout.write("Parámetros legales que valen sin fundamento capturado:")
            self.stdout.write("\n".join(f"    {nombre}" for nombre in sin_fundamento))
        self.stdout.write(f"Por confirmar: {cotejo.por_confirmar()}")
        if not all(renglon.encendido for renglon in renglones):
            sys.exit(1)
