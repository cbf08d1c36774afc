"""En la práctica los folios dicen PRUEBA y se buscan igual; fuera de ahí no son folio de nada."""

import re

import pytest

from dictamenes.documento.rastro import FOLIO
from dictamenes.documento.verificacion import folio_de_dictamen
from dictamenes.reglas import folios


@pytest.fixture
def practica(settings):
    settings.FOLIOS_PREFIJO = "PRUEBA-"


def test_el_folio_lleva_su_prefijo(practica):
    assert folios.folio(folios.DICTAMEN, 2026, 1) == "PRUEBA-SGD-DTE-2026-0001"


@pytest.mark.parametrize("tecleado", ["PRUEBA-SGD-DTE-2026-0001", "prueba sgd dte 2026 1", "SGD-DTE-2026-0001"])
def test_se_verifica_con_o_sin_prefijo(practica, tecleado):
    assert folio_de_dictamen(tecleado) == "PRUEBA-SGD-DTE-2026-0001"


@pytest.mark.parametrize("tecleado", ["PRUEBA-SGD-DTE-2026-0001", "prueba sgd dte 2026 1"])
def test_en_el_sitio_real_uno_de_prueba_no_es_el_de_verdad(tecleado):
    assert folio_de_dictamen(tecleado) == ""
    assert folio_de_dictamen("sgd dte 2026 1") == "SGD-DTE-2026-0001"


def test_lo_que_menciona_un_folio_de_prueba_no_menciona_el_de_verdad():
    assert re.findall(FOLIO, "Dictamen PRUEBA-SGD-DTE-2026-0001, no SGD-DTE-2026-0002") == [
        "PRUEBA-SGD-DTE-2026-0001", "SGD-DTE-2026-0002",
    ]
