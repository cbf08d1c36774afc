"""Un servidor de verdad para las pruebas: gunicorn con varios procesos, sobre la base y el almacén de la prueba.

    with servidor(procesos=2) as s:                          # la base de esta prueba, en cualquiera de los dos motores
        s.cliente(persona).post("/solicitudes/nueva/", {…})  # sesión y CSRF de verdad (tests/herramientas/cliente_http.py)

La prueba lleva `@pytest.mark.django_db(transaction=True)`: lo que no está en un commit, otro proceso no lo ve.
`arranque` nombra funciones «módulo:función» que corren en cada proceso web antes de atender (quitar guardas, poner
cortes); les llega lo que pongan en `entorno`. `opciones` son más banderas de gunicorn.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from django.conf import settings
from django.db import connection

from tests.herramientas.cliente_http import ClienteHttp
from tests.herramientas.cobertura import acabar_bien

ESPERA_SEGUNDOS = 40
HILOS = 10


class NoArranca(RuntimeError):
    """El servidor no respondió a tiempo; el mensaje lleva el final de su registro."""


@dataclass(frozen=True)
class Servidor:
    """El servidor en marcha: su dirección, su proceso maestro y su registro (salida y errores)."""

    url: str
    proceso: subprocess.Popen[bytes]
    registro: Path

    def cliente(self, persona: Any = None) -> ClienteHttp:
        """Un cliente con la sesión abierta de esa persona (o de nadie)."""
        return ClienteHttp(self.url, persona)

    def hijos(self) -> list[int]:
        """Los procesos que atienden, por si hay que matar a uno."""
        dicho = Path(f"/proc/{self.proceso.pid}/task/{self.proceso.pid}/children").read_text()
        return [int(pid) for pid in dicho.split()]

    def escucha(self) -> bool:
        """Si alguno de sus procesos todavía acepta conexiones."""
        with socket.socket() as enchufe:
            return enchufe.connect_ex(("127.0.0.1", urlsplit(self.url).port)) == 0

    def dicho(self) -> str:
        """Todo lo que ha dejado escrito en su registro."""
        return self.registro.read_text(errors="replace")


def url_de_la_base() -> str:
    """La `DATABASE_URL` de la base de la prueba en curso, para un proceso aparte."""
    datos = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{datos['NAME']}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{datos['NAME']}").geturl()


def entorno_de_proceso(base_url: str | None = None) -> dict[str, str]:
    """El entorno de un proceso aparte con la base, el almacén y las credenciales de la prueba en curso."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.herramientas.ajustes_de_proceso",
        "DATABASE_URL": base_url or url_de_la_base(),
        "ALMACEN_DE_PRUEBA": settings.STORAGES["default"]["OPTIONS"]["location"],
        "CREDENCIALES_DE_PRUEBA": str(settings.CREDENCIALES_PRUEBA),
    }


@contextmanager
def servidor(
    base_url: str | None = None, *, entorno: Mapping[str, str] | None = None, procesos: int = 2, hilos: int = HILOS,
    arranque: Sequence[str] = (), opciones: Sequence[str] = (),
) -> Iterator[Servidor]:
    """Arranca, espera a que responda, entrega el servidor y lo mata al salir. Lanza `NoArranca`."""
    temporal = Path(tempfile.mkdtemp(prefix="dictamenes-servidor-"))
    ambiente = {**entorno_de_proceso(base_url), "TMPDIR": str(temporal), "ARRANQUE_DE_PRUEBA": ",".join(arranque),
                **(entorno or {})}
    registro = temporal / "registro"
    enchufe = socket.create_server(("127.0.0.1", 0))
    try:
        with registro.open("wb") as salida:
            proceso = subprocess.Popen(
                [*_orden(enchufe.fileno(), procesos, hilos), *opciones], env=ambiente, cwd=settings.RAIZ, stdout=salida, stderr=salida,
                pass_fds=[enchufe.fileno()], start_new_session=True,
            )
        vivo = Servidor(f"http://127.0.0.1:{enchufe.getsockname()[1]}", proceso, registro)
        enchufe.close()  # sólo escucha el servidor: si muere, la conexión se rechaza en vez de esperar
        try:
            _esperar(vivo)
            yield vivo
        finally:
            _matar(vivo)
    finally:
        enchufe.close()
        shutil.rmtree(temporal, ignore_errors=True)


def _orden(enchufe: int, procesos: int, hilos: int) -> list[str]:
    return [
        sys.executable, "-m", "gunicorn", "tests.herramientas.wsgi_de_prueba", "--bind", f"fd://{enchufe}",
        "--workers", str(procesos), "--worker-class", "gthread", "--threads", str(hilos), "--timeout", "120",
        "--backlog", "256", "--no-control-socket", "--log-level", "warning", "--preload",  # una carga para todos, como en producción
    ]


def _esperar(vivo: Servidor) -> None:
    limite = time.monotonic() + ESPERA_SEGUNDOS
    while vivo.proceso.poll() is None and time.monotonic() < limite:
        try:
            with urlopen(f"{vivo.url}/", timeout=ESPERA_SEGUNDOS):
                return
        except (URLError, OSError):
            time.sleep(0.05)
    raise NoArranca(f"El servidor de prueba no respondió:\n{vivo.dicho()[-3000:]}")


def _matar(vivo: Servidor) -> None:
    acabar_bien(vivo.proceso)
    with suppress(ProcessLookupError):
        os.killpg(vivo.proceso.pid, signal.SIGKILL)  # su propia sesión: maestro e hijos, y nadie más
    vivo.proceso.wait()
    limite = time.monotonic() + ESPERA_SEGUNDOS
    while time.monotonic() < limite and vivo.escucha():  # el último hijo en morir suelta el puerto y la base
        time.sleep(0.01)
