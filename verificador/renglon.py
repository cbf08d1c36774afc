"""Un evento como se lee, en cualquiera de sus formatos, y el eslabón que le toca."""

from __future__ import annotations

from typing import Any, NamedTuple

from verificador.cadena import eslabon


class Renglon(NamedTuple):
    """Un evento con sus datos. `sal` vacía: se cancelaron y `datos` trae lo que se conservó; None: no están.

    En el formato 2 la `huella` es la raíz de sus hojas, `sal` es la semilla de sus sales y la `clave` entra al eslabón.
    `hojas`: las de un evento con datos cancelados, una por campo.
    """

    n: int
    en: str
    actor: str
    accion: str
    objeto: str
    huella: str
    previo: str
    eslabon: str
    sal: str | None
    datos: dict[str, Any] | None
    formato: int = 1
    clave: str | None = None
    hojas: list[Any] | None = None


class Defecto(Exception):
    """Lo que no casa: en qué evento y por qué, en palabras."""

    def __init__(self, n: int, motivo: str) -> None:
        super().__init__(motivo)
        self.n, self.motivo = n, motivo


def calcular(renglon: Renglon) -> str:
    """El eslabón que le toca a lo que dice el renglón."""
    return eslabon(
        n=renglon.n, en=renglon.en, actor=renglon.actor, accion=renglon.accion, objeto=renglon.objeto,
        huella=renglon.huella, previo=renglon.previo, formato=renglon.formato, clave=renglon.clave,
    )
