"""Cada acción del sitio que crea o decide, y qué POST no crea ni decide y por qué: lo que juntan los archivos de al lado.

Una ruta nueva se da de alta en el de su tema, o en uno nuevo que se agrega aquí.
"""

from __future__ import annotations

from tests.golpes import (  # noqa: F401 (cada uno da de alta lo suyo)
    golpes_de_captura,
    golpes_de_catalogos,
    golpes_de_cuentas,
    golpes_de_estudio,
    golpes_de_expediente,
    golpes_de_indicadores,
    golpes_de_recepcion,
)
from tests.golpes.accion import ACCIONES, SIN_EFECTO

__all__ = ["ACCIONES", "SIN_EFECTO"]
