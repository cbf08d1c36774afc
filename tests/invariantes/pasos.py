"""Los pasos que puede dar una historia: cada método anotado con `paso` entra a la bolsa de donde se sacan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from archivos.entrada import guardar

NUMERO = range(0, 12)
TINO = [True, True, True, False]


@dataclass(frozen=True)
class Paso:
    """Qué se hace y con qué; se imprime tal cual en la historia mínima."""

    que: str
    con: dict[str, Any]

    def __repr__(self) -> str:
        return f"{self.que}({', '.join(f'{clave}={valor!r}' for clave, valor in self.con.items())})"


PASOS: dict[str, dict[str, Any]] = {}
BOLSA: list[str] = []


def paso(peso, **argumentos):
    """Da de alta un paso: cuántas veces entra a la bolsa de donde se saca, y de dónde salen sus datos."""
    def anotado(metodo):
        PASOS[metodo.__name__] = argumentos
        BOLSA.extend([metodo.__name__] * peso)
        return metodo

    return anotado


def archivo(texto):
    """Un archivo guardado que dice eso."""
    return guardar(f"%PDF-1.4 {texto}".encode(), "application/pdf")
