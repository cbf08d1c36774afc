"""La suite en varios procesos: cada archivo de pruebas lo corre quien llega primero, y así todos acaban a la vez.

Los procesos recolectan lo mismo en el mismo orden y comparten una carpeta vacía: lo que uno toma lo deja escrito ahí.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any


def mias(pruebas: Sequence[Any], carpeta: Path) -> Iterator[Any]:
    """Las que le tocan a este proceso, según las va tomando: las seguidas de un mismo archivo, todas o ninguna."""
    for lugar, (_, seguidas) in enumerate(groupby(pruebas, key=lambda prueba: prueba.location[0])):
        if _tomar(carpeta / str(lugar)):
            yield from seguidas


def correr(sesion: Any, carpeta: Path) -> None:
    """Como las corre pytest, sin saber de antemano cuáles son: cada una necesita saber cuál sigue, y no más."""
    suyas = mias(sesion.items, carpeta)
    prueba = next(suyas, None)
    while prueba is not None:
        sigue = next(suyas, None)
        sesion.config.hook.pytest_runtest_protocol(item=prueba, nextitem=sigue)
        if sesion.shouldfail:
            raise sesion.Failed(sesion.shouldfail)
        if sesion.shouldstop:
            raise sesion.Interrupted(sesion.shouldstop)
        prueba = sigue


def _tomar(toma: Path) -> bool:
    try:
        toma.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
