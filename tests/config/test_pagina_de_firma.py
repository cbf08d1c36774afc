"""La página de firma es la que sale de sus fuentes, con la huella que se publica, y nada más puede correr en ella."""

from __future__ import annotations

import hashlib
import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from django.test import Client

from config import pagina_de_firma

RAIZ = Path(__file__).resolve().parents[2]
PUBLICADA = RAIZ / "static" / "firma"


@pytest.fixture(scope="module")
def armado():
    dicho = spec_from_file_location("armar", RAIZ / "static" / "fuente" / "firma" / "armar.py")
    modulo = module_from_spec(dicho)
    dicho.loader.exec_module(modulo)
    return modulo


@pytest.mark.django_db
def test_se_arma_byte_por_byte_igual_y_sus_huellas_son_las_publicadas(armado):
    assert {ruta.name: ruta.read_bytes() for ruta in PUBLICADA.iterdir()} == armado.armar(), "corra `make firma`"
    huellas = dict(pagina_de_firma.huellas())
    assert huellas == {n: hashlib.sha256((PUBLICADA / n).read_bytes()).hexdigest() for n in huellas}
    ayuda, operacion = Client().get("/ayuda/e-firma/").content.decode(), (RAIZ / "docs" / "operacion.md").read_text()
    assert [h for h in huellas.values() if h not in ayuda] == []
    assert huellas["index.html"] in operacion, "ella fija las de los otros dos"


def test_la_politica_es_la_misma_en_la_pagina_y_en_su_cabecera(armado):
    assert f"{armado.POLITICA}; frame-ancestors 'none'" == pagina_de_firma.POLITICA
    for nombre in ("index.html", "firma.js"):
        respuesta = Client().get(f"/estaticos/firma/{nombre}")
        assert respuesta["Content-Security-Policy"] == pagina_de_firma.POLITICA
    assert "default-src 'none'" in (PUBLICADA / "index.html").read_text()
    assert Client().get("/estaticos/sonora/sonora.css")["Content-Security-Policy"] != pagina_de_firma.POLITICA


def test_nada_se_evalua_ni_va_en_linea_ni_viene_de_fuera():
    pagina, guion = ((PUBLICADA / nombre).read_text() for nombre in ("index.html", "firma.js"))
    assert not re.search(r"\beval\(|new Function|innerHTML|insertAdjacentHTML|document\.write|import\(|localStorage", guion)
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)|\son\w+=|style=|https?://", pagina)
    assert 'name="' not in re.sub(r"<meta[^>]*>", "", pagina), "sin nombre, ningún campo puede irse en un envío"
    assert pagina.count('integrity="sha256-') == 2


def test_lo_ajeno_cabe_y_trae_su_licencia(armado):
    import gzip

    ajeno = b"".join((armado.FUENTE / "ajeno" / f"{nombre}.js").read_bytes() for nombre in armado.AJENO)
    assert len(gzip.compress(ajeno)) <= 15_000
    assert "MIT License" in (armado.FUENTE / "ajeno" / "LICENCIA.txt").read_text()
    assert (armado.FUENTE / "ajeno" / "LICENCIA.txt").read_text() in (PUBLICADA / "firma.js").read_text()


def test_se_avisa_si_la_web_puede_cambiar_la_pagina(settings, tmp_path, monkeypatch):
    settings.STATIC_ROOT, settings.PRACTICA = tmp_path, False
    assert pagina_de_firma.comprobar(None) == [], "en la demostración, no"
    settings.DEMOSTRACION = False
    assert [aviso.id for aviso in pagina_de_firma.comprobar(None)] == ["config.W001"]
    monkeypatch.setattr("os.access", lambda ruta, modo: False)
    assert pagina_de_firma.comprobar(None) == []
    monkeypatch.setattr("os.access", lambda ruta, modo: ruta.name == "firma.js")
    (tmp_path / "firma").mkdir()
    (tmp_path / "firma" / "firma.js").write_text("")
    assert len(pagina_de_firma.comprobar(None)) == 1
