"""La herramienta que prueba las pruebas: qué daños halla, cómo los pone y qué cuenta de ellos."""

import importlib
import importlib.util
import json
import sys
from hashlib import sha256

import pytest

from tests.herramientas import arbol
from tests.mutar import injerto, memoria
from tests.mutar.informe import _donde_difieren, wilson
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


def hechos(nombre):
    return {nombre: 1}


HECHOS = hechos("uno")
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


def test_el_canario_truena_donde_iba_el_dano_y_solo_ahi(regla):
    caja = regla.Caja()
    caja.cuantos = 3
    assert injerto.de(_mutante(REGLA, "> TOPE", ">= TOPE")).tronar()
    with pytest.raises(ZeroDivisionError):
        caja.llena  # noqa: B018
    assert regla.plazo_de("uno") == 1


def test_donde_no_llega_el_canario_un_vivo_no_se_cree(regla):
    """Una función que sólo corrió al importar: cambiarle el código ya no cambia lo que dejó hecho."""
    cambio = injerto.de(_mutante(REGLA, "return {nombre: 1", "return {nombre: 2"))
    assert cambio.tronar()
    assert regla.HECHOS == {"uno": 1}


def test_cambiar_una_funcion_no_vuelve_a_nombrar_los_mutantes_de_las_otras(tmp_path):
    pytest.importorskip("mutmut")
    mutantes = importlib.import_module("tests.mutar.mutantes")
    claves = []
    for texto in (REGLA, "# un renglón más\n" + REGLA.replace('exigir(a, "rotulo")', 'exigir(b, "rotulo")')):
        (tmp_path / "regla.py").write_text(texto, encoding="utf-8")
        claves.append({m.clave: m.cambio(texto)[1] for m in mutantes.candidatos(tmp_path, "regla.py")})
    antes, despues = claves
    assert {"TOPE = 4", "return self.cuantos >= TOPE"} <= {antes[clave] for clave in antes.keys() & despues.keys()}
    cambiados = {despues[clave] for clave in despues.keys() - antes.keys()}
    assert {'exigir("rotulo")', 'return {"dos": b}'} <= cambiados
    assert "TOPE = 4" not in cambiados


def test_el_mapa_de_otros_archivos_o_de_antes_no_sirve(tmp_path):
    """Con el de ayer, ninguna prueba pasaba por la línea de hoy y el mutante se daba por vivo."""
    principal = importlib.import_module("tests.mutar.__main__") if importlib.util.find_spec("mutmut") else pytest.skip("sin mutmut")
    (tmp_path / "regla.py").write_text(REGLA, encoding="utf-8")
    mapa = {"huellas": {"regla.py": sha256(REGLA.encode()).hexdigest()}}
    assert principal.vigente(mapa, ["regla.py"], tmp_path)
    (tmp_path / "otra.py").write_text(REGLA, encoding="utf-8")
    assert not principal.vigente(mapa, ["regla.py", "otra.py"], tmp_path)
    (tmp_path / "regla.py").write_text("# un renglón más\n" + REGLA, encoding="utf-8")
    assert not principal.vigente(mapa, ["regla.py"], tmp_path)


@pytest.fixture
def lo_juzgado(tmp_path, monkeypatch):
    """Dónde queda lo juzgado, vacío, y una prueba que mata."""
    (tmp_path / "test_a.py").write_text("def test_mata():\n    assert regla() == 1\n", encoding="utf-8")
    for nombre, ruta in (("RAIZ", "."), ("VIAJA", "mutaciones.jsonl"), ("CORRIDA", "corrida.jsonl")):
        monkeypatch.setattr(memoria, nombre, tmp_path / ruta)
    memoria._pruebas.cache_clear()
    yield tmp_path
    memoria._pruebas.cache_clear()


UNO = Mutante("aaaa", "regla.py", 1, "a mano", 0, 1, "x", True)
OTRO = Mutante("bbbb", "regla.py", 2, "a mano", 2, 3, "x", True)
AL_MORIR = memoria.Juicio("muerto", "test_a.py::test_mata", "vivo")


def test_lo_juzgado_viaja_y_vale_mientras_no_cambie_la_prueba_que_lo_mato(lo_juzgado):
    hechos = {"aaaa": AL_MORIR, "bbbb": memoria.Juicio("vivo", "", "vivo", "sí"), "cccc": AL_MORIR}
    memoria.guardar([UNO, OTRO], hechos)
    assert memoria.recordar() == {clave: hechos[clave] for clave in ("aaaa", "bbbb")}  # el otro ya no está en el producto
    (lo_juzgado / "test_a.py").write_text("def test_mata():\n    assert regla()\n", encoding="utf-8")
    memoria._pruebas.cache_clear()
    assert set(memoria.recordar()) == {"bbbb"}


def test_lo_que_no_se_decidio_no_borra_lo_que_se_sabia_ni_como_le_fue_la_primera_vez(lo_juzgado):
    filas = [("aaaa", "vivo", ""), ("aaaa", "muerto", "test_a.py::test_mata"), ("aaaa", "frio", "")]
    texto = "".join(json.dumps({"clave": clave, "fin": fin, "por": por}) + "\n" for clave, fin, por in filas)
    memoria.CORRIDA.write_text(texto, encoding="utf-8")
    assert memoria.recordar() == {"aaaa": AL_MORIR}


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


def test_de_un_renglon_largo_se_ve_lo_que_cambio():
    antes, despues = _donde_difieren("a" * 900 + "<" + "b" * 900, "a" * 900 + "<=" + "b" * 900)
    assert "a<b" in antes
    assert "a<=b" in despues
    assert max(map(len, (antes, despues))) < 300
    assert _donde_difieren("x < y", "x <= y") == ("x < y", "x <= y")
