"""La suite en varios procesos: cada archivo de pruebas va entero a una tanda, y las tandas pesan lo mismo.

El peso de una prueba es su orden de magnitud, no su medida: así un archivo no cambia de tanda de una corrida a otra.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

COMUN, LENTA = 1, 20


@dataclass(frozen=True)
class Tanda:
    """La `numero` (desde 1) de `cuantas`."""

    numero: int
    cuantas: int

    @classmethod
    def de(cls, dicho: str) -> Tanda:
        """Lo que se escribe en la terminal: «1/2». Lanza `ValueError`."""
        numero, _, cuantas = dicho.partition("/")
        tanda = cls(int(numero), int(cuantas))
        if not 1 <= tanda.numero <= tanda.cuantas:
            raise ValueError(dicho)
        return tanda

    def de_estas(self, pruebas: list[Any]) -> list[Any]:
        """Las pruebas de los archivos que le tocan, en su orden."""
        pesos: Counter[str] = Counter()
        for prueba in pruebas:
            pesos[prueba.location[0]] += peso(prueba)
        suyos = repartir(pesos, self.cuantas)[self.numero - 1]
        return [prueba for prueba in pruebas if prueba.location[0] in suyos]


def peso(prueba: Any) -> int:
    """Lo lento pesa lo que veinte comunes."""
    return LENTA if prueba.get_closest_marker("lenta") or prueba.get_closest_marker("larga") else COMUN


def repartir(pesos: dict[str, int], cuantas: int) -> list[set[str]]:
    """Del archivo más pesado al más ligero, cada uno a la tanda que menos lleva."""
    tandas: list[set[str]] = [set() for _ in range(cuantas)]
    cargas = [0] * cuantas
    for archivo in sorted(pesos, key=lambda a: (-pesos[a], a)):
        menor = cargas.index(min(cargas))
        tandas[menor].add(archivo)
        cargas[menor] += pesos[archivo]
    return tandas
