"""Las páginas de error se dibujan aunque no haya base: sin la fixture `db`, cualquier consulta haría fallar la prueba."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError

from config import vistas


@pytest.fixture
def peticion(rf):
    return rf.get("/solicitudes/7/")


def test_la_falla_trae_un_numero_de_referencia_que_queda_en_el_registro(peticion, caplog):
    respuesta = vistas.error_500(peticion)
    referencia = re.search(r'sn-acuse__folio">([0-9A-F]{16})<', respuesta.content.decode()).group(1)
    assert respuesta.status_code == 500
    assert referencia in caplog.text
    assert "/solicitudes/7/" not in caplog.text


def test_sin_base_se_responde_503_y_cuando_volver(peticion):
    try:
        raise OperationalError("sin base")
    except OperationalError:
        respuesta = vistas.error_500(peticion)
    assert respuesta.status_code == 503
    assert respuesta["Retry-After"] == "30"
    assert b"sin base" not in respuesta.content


def test_lo_que_no_cabe_es_413_y_no_400(peticion):
    assert vistas.error_400(peticion, RequestDataTooBig("x")).status_code == 413
    assert vistas.error_400(peticion, ValueError("x")).status_code == 400


def test_el_403_dice_quien_da_acceso_y_escapa_el_motivo(peticion):
    html = vistas.error_403(peticion, PermissionDenied("<b>No le corresponde</b>")).content.decode()
    assert "Quién da acceso" in html
    assert "&lt;b&gt;No le corresponde" in html


def test_el_404_ofrece_buscar_el_folio(peticion):
    html = vistas.error_404(peticion).content.decode()
    assert 'name="q"' in html
    assert "/solicitudes/7/" not in html


def test_el_formulario_caducado_dice_que_nada_se_guardo(peticion):
    respuesta = vistas.formulario_vencido(peticion)
    assert respuesta.status_code == 403
    assert "nada se guardó" in respuesta.content.decode()


def test_ninguna_pagina_lleva_codigo_ni_estilo_en_linea(peticion):
    for respuesta in (vistas.error_404(peticion), vistas.error_500(peticion)):
        html = respuesta.content.decode()
        assert not re.search(r"\sstyle=|\son[a-z]+=|<script>|<style", html)
