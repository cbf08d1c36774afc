"""El almacén de anclas en S3: qué se le pide al servidor y qué se entiende de lo que contesta."""

from __future__ import annotations

import pytest
from botocore.stub import ANY, Stubber
from django.core.files.base import ContentFile

from archivos.excepciones import AlmacenNoDisponible, YaGuardado
from config import entorno
from config.almacen.s3 import AnclasEnS3

DE_SIEMPRE = {"Bucket": "anclas", "Key": "000000001.p7m", "Body": b"sobre", "IfNoneMatch": "*", "ChecksumAlgorithm": "SHA256"}
CON_RETENCION = {**DE_SIEMPRE, "ObjectLockMode": "COMPLIANCE", "ObjectLockRetainUntilDate": ANY}


@pytest.fixture
def almacen(monkeypatch, tmp_path):
    """Como lo arma el entorno de producción; `almacen(dias)`."""

    def crear(dias=0):
        for nombre, valor in {"ANCLAS_S3_CUBETA": "anclas", "ANCLAS_S3_LLAVE": "otra", "ANCLAS_S3_SECRETO": "otro",
                              "ALMACEN_S3_LLAVE": "llave", "ALMACEN_S3_SECRETO": "secreto", "ANCLAS_RETENER_DIAS": str(dias)}.items():
            monkeypatch.setenv(nombre, valor)
        armado = entorno.almacen_de_anclas(tmp_path)
        assert (armado["BACKEND"], armado["OPTIONS"]["access_key"]) == ("config.almacen.s3.AnclasEnS3", "otra")
        return AnclasEnS3(**armado["OPTIONS"])

    return crear


@pytest.mark.parametrize(("dias", "pedido"), [(0, DE_SIEMPRE), (3650, CON_RETENCION)])
def test_guarda_con_condicion_y_si_se_pide_con_retencion(almacen, dias, pedido):
    anclas = almacen(dias)
    with Stubber(anclas.connection.meta.client) as servidor:
        servidor.add_response("put_object", {}, pedido)
        assert anclas.save("000000001.p7m", ContentFile(b"sobre")) == "000000001.p7m"
        servidor.assert_no_pending_responses()


def test_lo_que_ya_esta_no_se_pisa_y_lo_demas_es_que_no_se_pudo(almacen):
    anclas = almacen()
    with Stubber(anclas.connection.meta.client) as servidor:
        for codigo, lanza in ((412, YaGuardado), (409, YaGuardado), (400, AlmacenNoDisponible), (503, AlmacenNoDisponible)):
            servidor.add_client_error("put_object", http_status_code=codigo)
            with pytest.raises(lanza):
                anclas.save("000000001.p7m", ContentFile(b"sobre"))
    with pytest.raises(YaGuardado):
        anclas.delete("000000001.p7m")
