"""Ancla la bitácora en este momento, si ya toca y algo cambió; lo mismo que el trabajador hace solo."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from auditoria.anclas.oficina import anclar_ahora
from cuentas import reloj


class Command(BaseCommand):
    """Para una instalación sin trabajador, o para dejar firmada la bitácora antes de un cambio grande."""

    help = "Firma la cabeza de la bitácora con el sello y la guarda fuera."

    def handle(self, *args: Any, **opciones: Any) -> None:
        ancla = anclar_ahora(reloj.ahora())
        self.stdout.write(f"Anclada: {ancla}." if ancla else "No había nada que anclar, o todavía no toca.")
