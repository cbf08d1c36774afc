"""La evaluación coincide con cada fila de los conceptos etiquetados que acompañan al estándar real."""

import json
from pathlib import Path

import pytest

from estandares.importacion import leer_estandar
from estandares.reglas import evaluar

DATOS = Path(__file__).resolve().parents[2] / "datos"
ESTANDAR, ERRORES = leer_estandar((DATOS / "estandares_bc.csv").read_bytes())
ETIQUETADOS = [json.loads(linea) for linea in (DATOS / "conceptos_etiquetados.jsonl").read_text("utf-8").splitlines()]


def test_el_estandar_real_y_el_ilustrativo_se_leen_sin_errores():
    ilustrativo, defectos = leer_estandar((DATOS / "estandares_ilustrativos.csv").read_bytes())
    assert (ERRORES, defectos) == ([], [])
    assert (len(ESTANDAR.perfiles), len(ilustrativo.perfiles)) == (73, 25)
    assert sum(len(perfil.requisitos) for perfil in ESTANDAR.perfiles.values()) == 959


@pytest.mark.parametrize("concepto", ETIQUETADOS, ids=lambda c: f"{c['perfil']}: {c['porque'][:60]}")
def test_cada_concepto_etiquetado_da_lo_esperado(concepto):
    evaluacion = evaluar(ESTANDAR.perfiles[concepto["perfil"]].requisitos, concepto["declarado"])
    assert evaluacion.por_atributo == concepto["esperado"]["por_atributo"]
    assert evaluacion.global_ == concepto["esperado"]["global"]
    assert list(evaluacion.por_atributo) == [fila.atributo for fila in ESTANDAR.perfiles[concepto["perfil"]].requisitos]
