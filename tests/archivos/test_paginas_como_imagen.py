"""Mirar un PDF como imágenes: se dibuja en otro proceso, una sola vez, y lo que no se entiende se dice."""

import io

import pytest
from PIL import Image

from archivos import paginas
from archivos.entrada import guardar
from dictamenes.documento import oficio
from tests.dictamenes.documento.oficio.datos_ejemplo import datos_dictamen
from verificador import vivero

pytestmark = pytest.mark.django_db
PDF = "application/pdf"


@pytest.fixture(scope="module")
def contenido():
    return oficio.redactar_dictamen(datos_dictamen(3)).contenido


def test_cada_pagina_es_un_png_y_se_dibuja_una_sola_vez(contenido, monkeypatch):
    archivo = guardar(contenido, PDF)
    total = paginas.cuantas(archivo)
    assert total >= 2
    assert all(paginas.pagina(archivo, n).startswith(b"\x89PNG") for n in range(1, total + 1))

    def no_debe(*args, **kwargs):
        raise AssertionError("se volvió a dibujar")

    monkeypatch.setattr(paginas, "pedir", no_debe)
    assert paginas.cuantas(archivo) == total


@pytest.mark.parametrize("numero", [0, -1, 99])
def test_una_pagina_que_no_existe_no_se_inventa(contenido, numero):
    with pytest.raises(IndexError):
        paginas.pagina(guardar(contenido, PDF), numero)


def test_lo_que_no_es_un_pdf_se_dice_y_no_tira_el_sistema():
    with pytest.raises(paginas.SinPaginas, match="no se pudo mostrar"):
        paginas.cuantas(guardar(b"%PDF-1.7 esto no es un documento startxref", PDF))


def test_lo_que_tarda_de_mas_se_corta(contenido, monkeypatch):
    archivo = guardar(contenido + b"\n%lento", PDF)
    monkeypatch.setattr(vivero, "SEGUNDOS", 0.001)
    with pytest.raises(paginas.SinPaginas):
        paginas.cuantas(archivo)


@pytest.mark.parametrize(("formato", "tipo"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_una_imagen_se_dibuja_de_nuevo_y_nunca_salen_los_bytes_que_llegaron(formato, tipo):
    llegada = io.BytesIO()
    Image.new("RGB", (2400, 600), "navy").save(llegada, formato, comment=b"escondido")
    archivo = guardar(llegada.getvalue(), tipo)
    assert paginas.cuantas(archivo) == 1
    dibujada = paginas.pagina(archivo, 1)
    assert b"escondido" not in dibujada
    assert Image.open(io.BytesIO(dibujada)).size == (1100, 275)


def test_lo_que_no_es_pagina_ni_imagen_se_dice_sin_abrirlo(monkeypatch):
    monkeypatch.setattr(paginas, "pedir", None)
    with pytest.raises(paginas.SinPaginas, match="no se puede mostrar"):
        paginas.cuantas(guardar(b"PK hoja", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))
