"""La base desechable de una corrida: migrada, con el mundo de las pruebas y sus credenciales."""

from __future__ import annotations

from django.core.management import call_command

from cuentas import reloj
from tests.herramientas import llaveros
from tests.mundo import Mundo


def preparar() -> Mundo:
    """Migra la base vacía y siembra gente, catálogos, estándares y credenciales de hoy."""
    call_command("migrate", verbosity=0)
    llaveros.abrir_tolerante()
    mundo = Mundo(reloj.ahora())
    mundo.estandar()
    mundo.credenciales()
    return mundo
