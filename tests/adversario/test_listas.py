"""Lo que nadie ve está declarado en docs/amenazas.md, y al revés; y la tabla de docs/adversario.md es la de aquí."""

from __future__ import annotations

import re
from pathlib import Path

from tests.adversario.escapes import ESCAPES, LIMITES
from tests.adversario.tabla import ALTERACIONES

DOCS = Path(__file__).resolve().parents[2] / "docs"
MARCA = re.compile(r"\(adversario: ([^)]+)\)")


def _fuera() -> dict[str, str]:
    """Cada renglón de «Lo que queda fuera», por su título."""
    texto = (DOCS / "amenazas.md").read_text(encoding="utf-8").partition("## Lo que queda fuera")[2]
    renglones = re.split(r"\n- ", texto)[1:]
    return {re.search(r"\*\*(.+?)\*\*", r, re.DOTALL)[1]: " ".join(r.split()) for r in renglones}


def test_todo_limite_esta_declarado_con_lo_que_lo_delata_y_todo_lo_declarado_es_un_limite():
    fuera = _fuera()
    assert {clave for clave, titulo in LIMITES.items() if titulo not in fuera} == set()
    declarados = {clave: titulo for titulo, renglon in fuera.items() if (m := MARCA.search(renglon)) for clave in m[1].split(", ")}
    assert declarados == LIMITES
    for titulo in set(LIMITES.values()):
        assert "delata" in fuera[titulo], titulo


def test_los_escapes_son_de_alteraciones_que_existen_y_que_alguien_debe_ver():
    assert {(clave, letra) for clave, letra in ESCAPES if clave not in ALTERACIONES or letra not in ALTERACIONES[clave].ven} == set()
    assert {clave for clave in LIMITES if ALTERACIONES[clave].ven} == set(), "un límite es lo que nadie debe poder ver"
    assert {clave for clave, una in ALTERACIONES.items() if not una.ven} == set(LIMITES)


def test_el_documento_es_de_esta_tabla():
    escrito = (DOCS / "adversario.md").read_text(encoding="utf-8")
    dichas = re.findall(r"^\| ([^ |]+) \|", escrito, re.MULTILINE)[1:]
    assert dichas == list(ALTERACIONES), "falta volver a escribirlo: python -m tests.adversario"
