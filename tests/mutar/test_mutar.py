"""La herramienta que prueba las pruebas: qué daños halla, cómo los pone y qué cuenta de ellos."""

import importlib
import sys

import pytest

from tests.herramientas import arbol
from tests.mutar import injerto
from tests.mutar.informe import wilson
from tests.mutar.modulos import ENTEROS
from tests.mutar.mutante import Mutante

REGLA = '''
from functools import cache

TOPE = 3
PLAZOS = {"uno": 1, "dos": 2}


class Caja:
    @property
    def llena(self):
        return self.cuantos > TOPE


def avisar(a, b):
    exigir(a, "rotulo")
    return {"uno": a, "dos": b}


@cache
def plazo_de(cual):
    return PLAZOS[cual]
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
    (tmp_path / "quien_la_usa.py").write_text("from regla_de_prueba import PLAZOS as LOS_PLAZOS, Caja\n", encoding="utf-8")
    for nombre, vacio in (("FUNCIONES", {}), ("RECUERDAN", []), ("IMPORTAN", {})):
        monkeypatch.setattr(injerto, nombre, vacio)
    importlib.import_module("quien_la_usa")
    injerto.preparar()
    yield modulo
    for nombre in ("regla_de_prueba", "quien_la_usa"):
        del sys.modules[nombre]


def test_el_injerto_lo_ve_quien_ya_habia_importado_la_funcion(regla):
    caja = regla.Caja()
    caja.cuantos = 3
    assert not caja.llena
    cambio = injerto.de(_mutante(REGLA, "> TOPE", ">= TOPE"))
    assert cambio.danar()
    assert caja.llena
    assert not cambio.rehace


def test_la_tabla_se_vuelve_a_ejecutar_y_lo_nuevo_le_llega_a_quien_la_importo(regla):
    usa, caja = sys.modules["quien_la_usa"], regla.Caja()
    caja.cuantos = 3
    assert regla.plazo_de("uno") == 1
    cambio = injerto.de(_mutante(REGLA, '"uno": 1, ', '"uno": 4, '))
    assert cambio.rehace
    assert cambio.danar()
    injerto.olvidar()
    assert usa.LOS_PLAZOS == {"uno": 4, "dos": 2}
    assert regla.plazo_de("uno") == 4


def test_rehacer_sin_dano_deja_las_clases_que_todos_conocen(regla):
    antes, usa = regla.Caja, sys.modules["quien_la_usa"]
    assert injerto.de(_mutante(REGLA, "TOPE = 3", "TOPE = 4")).sanar()
    assert regla.Caja is antes is usa.Caja
    assert injerto.de(_mutante(REGLA, "    @property\n", "")).danar()
    assert regla.Caja is usa.Caja is not antes
    assert callable(regla.Caja().llena)


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
