"""Un firmante de verdad: otro proceso, con su socket, sobre la base y las credenciales de la prueba en curso."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from tests.herramientas.servidor_de_prueba import entorno_de_proceso

PACIENCIA = 60


@dataclass(frozen=True)
class Firmante:
    """El proceso, su socket y su carpeta."""

    proceso: subprocess.Popen
    ruta: str
    carpeta: Path


@contextmanager
def firmante(*argumentos: str, cuentas: str = "", **entorno: str) -> Iterator[Firmante]:
    """Arranca `manage.py firmante`, espera a que escuche y lo detiene al salir."""
    temporal = Path(tempfile.mkdtemp(prefix="firmante-"))  # corta: una ruta de socket no pasa de 107 letras
    temporal.chmod(0o755)
    ruta, carpeta = str(temporal / "s"), Path(settings.FIRMANTE_CARPETA)
    ambiente = {**entorno_de_proceso(), "FIRMANTE_SOCKET": ruta, "FIRMANTE_CUENTAS": cuentas, "FIRMANTE_DE_PRUEBA": str(carpeta),
                "ANCLAS_DE_PRUEBA": settings.STORAGES["anclas"]["OPTIONS"]["location"], **entorno}
    if "--cuenta" in argumentos:
        os.chown(temporal, int(argumentos[argumentos.index("--cuenta") + 1]), -1)
    proceso = subprocess.Popen([sys.executable, "manage.py", "firmante", *argumentos], env=ambiente, cwd=settings.RAIZ,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        limite = time.monotonic() + PACIENCIA
        while not _escucha(ruta):
            assert proceso.poll() is None, proceso.stdout.read().decode()
            assert time.monotonic() < limite, "el firmante no escuchó"
            time.sleep(0.05)
        yield Firmante(proceso, ruta, carpeta)
    finally:
        proceso.terminate()
        try:
            proceso.wait(PACIENCIA)
        finally:
            proceso.kill()
            proceso.stdout.close()
            shutil.rmtree(temporal, ignore_errors=True)


def _escucha(ruta: str) -> bool:
    with socket.socket(socket.AF_UNIX) as enchufe:
        return enchufe.connect_ex(ruta) == 0
