"""Sacar y reponer la base en caliente, con lo que cada motor trae para eso."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg.conninfo import make_conninfo

from config import entorno
from config.respaldo import RespaldoInservible
from config.respaldo.manifiesto import Pieza

# Lo que no sale de la base: con una sesión abierta se entra sin contraseña, y la caché se vuelve a llenar.
PASAJERAS = ("django_session", "cuentas_sesionabierta", "cuentas_entradadecache")
ARCHIVOS = "SELECT sha256, tamano, contenido FROM archivos_archivo ORDER BY sha256"
CABEZA = "SELECT n, eslabon FROM bitacora_evento ORDER BY n DESC LIMIT 1"
MIGRACIONES = "SELECT app, name FROM django_migrations ORDER BY app, name"
CONEXION = ("dbname", "user", "host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout")
SIN_EVENTOS = (0, "")

Consultar = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Foto:
    """Lo que la base decía en el instante que se respaldó."""

    piezas: list[Pieza]
    cabeza: tuple[int, str]
    migraciones: list[str]


def respaldar(destino: Path) -> Foto:
    """Escribe en `destino` la base tal como está en un instante, sin detener a quien escribe. `RespaldoInservible`."""
    return _respaldar_postgres(destino) if connection.vendor == "postgresql" else _respaldar_sqlite(destino)


def reponer(origen: Path) -> None:
    """Pone en la base configurada lo que hay en `origen`; si falla, no queda a medias. `RespaldoInservible`."""
    if connection.vendor == "postgresql":
        _reponer_postgres(origen)
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(f"file:{origen}?mode=ro&immutable=1", uri=True)) as guardada:
        guardada.backup(connection.connection)
    connection.close()


def esta_vacia() -> bool:
    """Si la base configurada no tiene ninguna tabla."""
    return not connection.introspection.table_names()


def _foto(consultar: Consultar) -> Foto:
    n, eslabon = next(iter(consultar(CABEZA)), SIN_EVENTOS)
    piezas = [Pieza(sha256, tamano, clave) for sha256, tamano, clave in consultar(ARCHIVOS)]
    return Foto(piezas, (int(n), str(eslabon)), [f"{app}.{nombre}" for app, nombre in consultar(MIGRACIONES)])


def _respaldar_sqlite(destino: Path) -> Foto:
    connection.ensure_connection()
    destino.touch(mode=0o600)
    with closing(sqlite3.connect(destino, isolation_level=None)) as copia:
        connection.connection.backup(copia)
        copia.execute("PRAGMA journal_mode=DELETE")
        copia.execute("PRAGMA secure_delete=ON")
        for tabla in PASAJERAS:
            if copia.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [tabla]).fetchone():
                copia.execute(f"DELETE FROM {tabla}")  # noqa: S608 (nombre fijo)
        return _foto(lambda consulta: copia.execute(consulta).fetchall())


def _respaldar_postgres(destino: Path) -> Foto:
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SELECT pg_export_snapshot()")
            instante = cursor.fetchone()[0]
            _correr("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={instante}",
                    *(f"--exclude-table-data={tabla}" for tabla in PASAJERAS), f"--file={destino}",
                    f"--dbname={_conexion()}")
            destino.chmod(0o600)
            return _foto(lambda consulta: (cursor.execute(consulta), cursor.fetchall())[1])
        finally:
            cursor.execute("ROLLBACK")


def _reponer_postgres(origen: Path) -> None:
    if not esta_vacia():
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    connection.close()
    _correr("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
            f"--dbname={_conexion()}", str(origen))


def _conexion() -> str:
    """La conexión sin su contraseña, que viaja en el ambiente: lo escrito en la orden lo ve cualquiera con `ps`."""
    parametros = connection.get_connection_params()
    return make_conninfo("", **{clave: parametros[clave] for clave in CONEXION if parametros.get(clave)})


def _correr(programa: str, *argumentos: str) -> None:
    carpeta = entorno.texto("POSTGRES_EJECUTABLES", "")
    orden = shutil.which(programa, path=carpeta or None)
    if orden is None:
        raise RespaldoInservible(
            f"No está {programa}: instale el cliente de PostgreSQL o diga su carpeta en POSTGRES_EJECUTABLES."
        )
    contrasena = str(connection.settings_dict.get("PASSWORD") or "")
    ambiente = {**os.environ, **({"PGPASSWORD": contrasena} if contrasena else {})}
    hecho = subprocess.run([orden, *argumentos], env=ambiente, capture_output=True, text=True)  # noqa: S603
    if hecho.returncode:
        raise RespaldoInservible(f"{programa} no pudo terminar: {hecho.stderr.strip()[-500:]}")
