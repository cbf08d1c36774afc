"""Todo aviso tiene tema, y todo tema su plantilla y su correo aprobado."""

from __future__ import annotations

import ast

from cuentas.temas import NOTIFICAN, TEMAS, Entrega
from flujos.invariantes.registro import CAUSAS
from flujos.recorrido.notificaciones import TEXTOS
from tests.herramientas import arbol


def _llamadas_a_avisar() -> list[tuple[str, ast.Call]]:
    return [
        (f"{ruta}:{nodo.lineno}", nodo)
        for ruta in arbol.modulos()
        for nodo in arbol.nodos(ruta, ast.Call)
        if isinstance(nodo.func, ast.Name) and nodo.func.id in {"avisar", "avisar_a_todas"}
    ]


def test_nadie_avisa_sin_tema():
    """El tema general («aviso») es para los avisos de antes: quien avisa hoy dice de qué."""
    llamadas = _llamadas_a_avisar()
    assert len(llamadas) > 5
    assert not [lugar for lugar, nodo in llamadas if "tema" not in {k.arg for k in nodo.keywords}]


def test_cada_tema_que_se_usa_existe():
    escritos = {
        (lugar, clave.value.value) for lugar, nodo in _llamadas_a_avisar() for clave in nodo.keywords
        if clave.arg == "tema" and isinstance(clave.value, ast.Constant)
    }
    assert not {(lugar, tema) for lugar, tema in escritos if tema not in TEMAS}
    assert not set(TEXTOS) - set(TEMAS), "agréguelo a cuentas/temas.py"
    assert not set(TEXTOS) ^ set(CAUSAS), "diga qué evento lo causa en flujos/invariantes/registro.py"


def test_cada_tema_tiene_su_plantilla_y_su_correo_aprobado():
    """Se escribe con `REGENERAR_DORADOS=1 pytest tests/cuentas/avisos/test_correos_dorados.py` y se lee antes de guardarlo."""
    for tema in TEMAS:
        assert (arbol.RAIZ / "templates" / "correo" / f"{tema}.txt").exists(), tema
        assert (arbol.RAIZ / "tests" / "datos" / "correo" / f"{tema}.eml").exists(), tema


def test_lo_que_tiene_efecto_legal_sale_en_el_momento_y_no_se_apaga():
    legales = {*NOTIFICAN, "prorrogada"}
    assert {tema.entrega for tema in TEMAS.values() if tema.fijo} == {Entrega.INMEDIATA}
    assert not [tema for tema in legales if not TEMAS[tema].fijo]
