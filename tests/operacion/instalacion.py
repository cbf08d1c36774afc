"""Otra instalación para las pruebas: su base y su almacén, vacíos, y las órdenes de `manage.py` sobre ellos."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.db import connection

from tests.herramientas.con_postgres import ejecutables
from tests.herramientas.servidor_de_prueba import entorno_de_proceso


@dataclass(frozen=True)
class Instalacion:
    """Una base nueva y una carpeta nueva; nada de la prueba en curso."""

    url: str
    almacen: Path

    def orden(self, *argumentos: str, modulo: str = "", **entorno: str) -> subprocess.CompletedProcess[str]:
        """Corre `manage.py …` (o un módulo) sobre esta instalación, en otro proceso."""
        ambiente = {**entorno_de_proceso(self.url), "ALMACEN_DE_PRUEBA": str(self.almacen), **entorno,
                    "POSTGRES_EJECUTABLES": str(ejecutables() / "bin")}
        programa = ["-m", modulo] if modulo else ["manage.py"]
        return subprocess.run([sys.executable, *programa, *argumentos], env=ambiente, cwd=settings.RAIZ,
                              capture_output=True, text=True, timeout=240, check=False)


@contextmanager
def instalacion_nueva(carpeta: Path) -> Iterator[Instalacion]:
    """Vacía, en el motor de la prueba; su base se borra al salir."""
    almacen = carpeta / "almacen"
    almacen.mkdir()
    if connection.vendor == "sqlite":
        yield Instalacion(f"sqlite:///{carpeta / 'nueva.sqlite3'}", almacen)
        return
    nombre = f"nueva_{secrets.token_hex(4)}"
    mantenimiento = os.environ["DATABASE_URL"]
    with psycopg.connect(mantenimiento, autocommit=True) as servidor:
        servidor.execute(f"CREATE DATABASE {nombre}")
        try:
            yield Instalacion(urlsplit(mantenimiento)._replace(path=f"/{nombre}").geturl(), almacen)
        finally:
            servidor.execute(f"DROP DATABASE {nombre} WITH (FORCE)")
