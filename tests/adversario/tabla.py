"""Todas las alteraciones: lo que juntan los archivos de al lado."""

from __future__ import annotations

from tests.adversario import (  # noqa: F401  (cada uno da de alta las suyas)
    en_el_catalogo,
    en_el_expediente,
    en_la_bitacora,
    en_las_anclas,
)
from tests.adversario.alteracion import ALTERACIONES

__all__ = ["ALTERACIONES"]
