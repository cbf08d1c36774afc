"""El contrato «puerta» delata lo que debe y calla lo demás."""

import subprocess
import sys

import grimp
import pytest

from tests.herramientas.arbol import RAIZ
from tests.herramientas.contratos import Puerta


def _revisar(*imports, modulos=("reportlab",), puertas=("dictamenes.documento.oficio",)):
    grafo = grimp.ImportGraph()
    for quien, que in imports:
        grafo.add_import(importer=quien, imported=que, line_number=7, line_contents="")
    contrato = Puerta(
        name="prueba", session_options={}, contract_options={"modulos": list(modulos), "puertas": list(puertas)}
    )
    return contrato.check(grafo, verbose=False)


@pytest.mark.parametrize("quien", ["dictamenes.documento.oficio", "dictamenes.documento.oficio.trazo.hoja"])
def test_por_la_puerta_se_entra(quien):
    assert _revisar((quien, "reportlab")).kept


@pytest.mark.parametrize("que", ["reportlab", "reportlab.lib.colors"])
@pytest.mark.parametrize("quien", ["dictamenes.oficios", "dictamenes.documento.views", "config.vistas"])
def test_por_otro_lado_no(quien, que):
    resultado = _revisar((quien, que), ("dictamenes.documento.oficio", "reportlab"))
    assert (resultado.kept, resultado.metadata["ajenos"]) == (False, [(quien, que, [7])])


def test_a_traves_de_la_puerta_si():
    assert _revisar(("dictamenes.tramite", "dictamenes.documento.oficio"), ("dictamenes.documento.oficio", "reportlab")).kept


def test_un_modulo_que_aun_no_existe_no_estorba():
    assert _revisar(("cuentas.models", "django"), modulos=("dictamenes.tramite",), puertas=("flujos",)).kept


def test_los_contratos_de_la_casa_se_cumplen():
    # En otro proceso: import-linter cambia la configuración de registro de quien lo llama.
    orden = [sys.executable, "-m", "tests.herramientas.capas"]
    hecho = subprocess.run(orden, cwd=RAIZ, capture_output=True, text=True, check=False)
    assert hecho.returncode == 0, hecho.stdout + hecho.stderr
