"""El contrato «puerta» delata lo que debe y calla lo demás."""

import grimp
import pytest

from tests.herramientas.capas import revisar
from tests.herramientas.contratos import Puerta


def _revisar(*imports, modulos=("reportlab",), puertas=("dictamenes.oficio",)):
    grafo = grimp.ImportGraph()
    for quien, que in imports:
        grafo.add_import(importer=quien, imported=que, line_number=7, line_contents="")
    contrato = Puerta(
        name="prueba", session_options={}, contract_options={"modulos": list(modulos), "puertas": list(puertas)}
    )
    return contrato.check(grafo, verbose=False)


@pytest.mark.parametrize("quien", ["dictamenes.oficio", "dictamenes.oficio.hoja"])
def test_por_la_puerta_se_entra(quien):
    assert _revisar((quien, "reportlab")).kept


@pytest.mark.parametrize("que", ["reportlab", "reportlab.lib.colors"])
@pytest.mark.parametrize("quien", ["dictamenes.oficios", "dictamenes.views", "config.vistas"])
def test_por_otro_lado_no(quien, que):
    resultado = _revisar((quien, que), ("dictamenes.oficio", "reportlab"))
    assert (resultado.kept, resultado.metadata["ajenos"]) == (False, [(quien, que, [7])])


def test_a_traves_de_la_puerta_si():
    assert _revisar(("dictamenes.tramite", "dictamenes.oficio"), ("dictamenes.oficio", "reportlab")).kept


def test_un_modulo_que_aun_no_existe_no_estorba():
    assert _revisar(("cuentas.models", "django"), modulos=("dictamenes.tramite",), puertas=("flujos",)).kept


def test_los_contratos_de_la_casa_se_cumplen():
    bien, informe = revisar()
    assert bien, informe
