"""Todas las alteraciones, en el orden en que se leen: lo que juntan los archivos de al lado."""

from __future__ import annotations

from tests.adversario import en_el_catalogo, en_el_expediente, en_la_bitacora, en_las_anclas, en_lo_publicado
from tests.adversario.alteracion import ALTERACIONES as DADAS_DE_ALTA

POR_TEMA = (en_la_bitacora, en_las_anclas, en_el_catalogo, en_el_expediente, en_lo_publicado)
ALTERACIONES = {
    clave: una for tema in POR_TEMA for clave, una in DADAS_DE_ALTA.items() if una.hacer.__module__ == tema.__name__
}
