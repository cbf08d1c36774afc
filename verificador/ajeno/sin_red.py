"""pyHanko carga aiohttp, que pesa ocho megas, para pedir por la red: aquí se aplaza hasta que alguien pida.

Sólo lo usa quien pide la estampa a una autoridad (`HTTPTimeStamper`); quien verifica, dibuja o atiende páginas, nunca.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

AIOHTTP = "aiohttp"
LO_NOMBRAN = ("pyhanko.sign.timestamps.aiohttp_client", "pyhanko_certvalidator.fetchers.aiohttp_fetchers")


class _Nombres(ModuleType):
    """Mientras se carga pyHanko: lo que nombra en sus anotaciones, sin nada dentro."""

    def __getattr__(self, nombre: str) -> type:
        if nombre.startswith("__"):
            raise AttributeError(nombre)
        return type(nombre, (), {})


class _AlUsarse(ModuleType):
    """El de verdad, que se carga la primera vez que se le pide algo."""

    def __getattr__(self, nombre: str) -> Any:
        return getattr(import_module(self.__name__), nombre)


def aplazar() -> None:
    """Carga esos módulos de pyHanko sin aiohttp; si ya estaba cargado, no hace nada."""
    if AIOHTTP in sys.modules:
        return
    nombres, al_usarse = _Nombres(AIOHTTP), _AlUsarse(AIOHTTP)
    sys.modules[AIOHTTP] = nombres
    try:
        for modulo in LO_NOMBRAN:
            import_module(modulo)
    finally:
        del sys.modules[AIOHTTP]
    for cargado in list(sys.modules.values()):
        suyo = getattr(cargado, "__dict__", {})
        if suyo.get(AIOHTTP) is nombres:
            suyo[AIOHTTP] = al_usarse


aplazar()
