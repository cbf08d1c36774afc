"""La herramienta que prueba las pruebas: qué daños halla, cómo los pone y qué cuenta de ellos."""

import importlib

import pytest

from tests.herramientas import arbol
from tests.mutar import vivero
from tests.mutar.informe import wilson
from tests.mutar.modulos import ENTEROS
from tests.mutar.mutante import Mutante

REGLA = '''
TOPE = 3


class Caja:
    @property
    def llena(self):
        return self.cuantos > TOPE


def avisar(a, b):
    exigir(a, "rotulo")
    return {"uno": a, "dos": b}
'''


def _mutante(texto, viejo, nuevo):
    desde = texto.index(viejo)
    return Mutante("clave", "regla_de_prueba.py", 1, "a mano", desde, desde + len(viejo), nuevo, True)


@pytest.fixture
def regla(tmp_path, monkeypatch):
    """Un módulo ya importado, con sus funciones a la vista de quien injerta."""
    (tmp_path / "regla_de_prueba.py").write_text(REGLA, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(tmp_path)
    modulo = importlib.import_module("regla_de_prueba")
    funciones = [modulo.Caja.llena.fget, modulo.avisar]
    monkeypatch.setattr(vivero, "FUNCIONES", funciones)
    yield modulo
    monkeypatch.delitem(importlib.import_module("sys").modules, "regla_de_prueba")


def test_el_injerto_lo_ve_quien_ya_habia_importado_la_funcion(regla):
    caja = regla.Caja()
    caja.cuantos = 3
    assert not caja.llena
    assert vivero.injertar(_mutante(REGLA, "> TOPE", ">= TOPE"))
    assert caja.llena


def test_lo_que_ya_se_ejecuto_al_importar_no_se_injerta(regla):
    assert not vivero.injertar(_mutante(REGLA, "TOPE = 3", "TOPE = 4"))
    assert not vivero.injertar(_mutante(REGLA, "    @property\n", ""))


def test_los_mutantes_danan_la_regla_la_tabla_y_la_llamada_pero_no_el_texto(tmp_path):
    pytest.importorskip("mutmut")
    mutantes = importlib.import_module("tests.mutar.mutantes")
    (tmp_path / "regla.py").write_text(REGLA, encoding="utf-8")
    cambios = {m.cambio(REGLA)[1] for m in mutantes.de_archivo(tmp_path, "regla.py")}
    assert {"TOPE = 4", "return self.cuantos >= TOPE", 'return {"dos": b}', "pass", 'exigir("rotulo")'} <= cambios
    assert not [cambio for cambio in cambios if "XX" in cambio or "None," in cambio]


def test_el_intervalo_es_el_de_wilson():
    assert [round(limite, 1) for limite in wilson(85, 100)] == [76.7, 90.7]
    assert wilson(0, 0) == (0, 100)


def test_la_tabla_nombra_modulos_y_pruebas_que_existen():
    assert not [archivo for archivo, pruebas in ENTEROS.items() for ruta in (archivo, *pruebas) if not (arbol.RAIZ / ruta).exists()]
