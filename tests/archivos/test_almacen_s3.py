"""El almacén S3, contra un servidor que habla el protocolo (rclone) en la propia máquina."""

from __future__ import annotations

from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.core.files.base import ContentFile

from archivos import entrada
from archivos.excepciones import AlmacenNoDisponible
from archivos.models import Archivo
from config.almacen import AlmacenLocal
from config.almacen.s3 import AlmacenS3
from tests.herramientas.s3_de_prueba import CUBETA, ajustes_s3, servidor_s3


@pytest.fixture(scope="module")
def servidor(tmp_path_factory):
    """Un S3 en loopback, con firma v4 obligatoria."""
    with servidor_s3(tmp_path_factory.mktemp("s3")) as (nombre, puerto):
        yield f"http://{nombre}:{puerto}"


@pytest.fixture
def almacen(servidor):
    """El almacén tal como lo arma el entorno de producción."""
    configuracion = ajustes_s3(servidor)
    assert configuracion["BACKEND"] == "config.almacen.s3.AlmacenS3"
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

    with pytest.raises(AlmacenNoDisponible):
        almacen.save("aa/bb", Interrumpido(b"mitad y mitad"))
    assert not almacen.exists("aa/bb")
    assert list((tmp_path / "aa").iterdir()) == [], "ni un pedazo"
