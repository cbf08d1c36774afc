"""Las páginas salen comprimidas para quien lo admite; los archivos, como están guardados."""

from __future__ import annotations

import gzip

import pytest
from django.http import FileResponse, HttpResponse
from django.urls import reverse

from config.intermedios import CompresionIntermedio

PAGINA = "<p>Solicitud</p>" * 200


def _sale(rf, respuesta, admite="gzip, deflate"):
    return CompresionIntermedio(lambda _: respuesta)(rf.get("/", headers={"accept-encoding": admite}))


def test_una_pagina_sale_comprimida_y_dice_lo_mismo(rf):
    respuesta = _sale(rf, HttpResponse(PAGINA))
    assert respuesta["Content-Encoding"] == "gzip"
    assert gzip.decompress(respuesta.content).decode() == PAGINA
    assert "Accept-Encoding" in respuesta["Vary"]


def test_quien_no_admite_compresion_la_recibe_tal_cual(rf):
    assert _sale(rf, HttpResponse(PAGINA), admite="").content.decode() == PAGINA


def test_un_archivo_sale_como_esta_guardado(rf, tmp_path):
    (tmp_path / "anexo.pdf").write_bytes(b"%PDF-1.7 " * 200)
    with open(tmp_path / "anexo.pdf", "rb") as archivo:
        por_partes = _sale(rf, FileResponse(archivo, content_type="application/pdf"))
        assert "Content-Encoding" not in por_partes
        assert por_partes["Content-Length"] == "1800"
    assert "Content-Encoding" not in _sale(rf, HttpResponse(b"%PDF-1.7 " * 200, content_type="application/pdf"))


@pytest.mark.django_db
def test_el_sitio_comprime_sus_paginas(client):
    respuesta = client.get(reverse("inicio"), headers={"accept-encoding": "gzip"})
    assert "Subsecretaría" in gzip.decompress(respuesta.content).decode()
