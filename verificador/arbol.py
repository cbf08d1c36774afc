"""El árbol de Merkle de los eslabones (RFC 6962 §2.1), que crece hoja por hoja con memoria de unos cuantos picos.

La hoja es el eslabón en bytes. La raíz de 1..n sale de los picos (la *frontera*): con ellos guardados, la siguiente
raíz sólo necesita los eslabones nuevos.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

VACIA = sha256(b"").hexdigest()
HOJA, NODO = b"\x00", b"\x01"


class Arbol:
    """Los picos de un árbol de `n` hojas, del más alto al más bajo."""

    def __init__(self, n: int = 0, frontera: Iterable[str] = ()) -> None:
        """ValueError si la frontera no es la de un árbol de `n` hojas."""
        self.n = n
        self._picos = [bytes.fromhex(pico) for pico in frontera]
        if len(self._picos) != n.bit_count() or any(len(pico) != 32 for pico in self._picos):
            raise ValueError("La frontera no es la de un árbol de ese tamaño.")

    def agregar(self, eslabon: str) -> None:
        """Suma una hoja."""
        nodo = sha256(HOJA + bytes.fromhex(eslabon)).digest()
        n = self.n
        while n & 1:
            nodo = sha256(NODO + self._picos.pop() + nodo).digest()
            n >>= 1
        self._picos.append(nodo)
        self.n += 1

    @property
    def frontera(self) -> list[str]:
        """Los picos en hexadecimal."""
        return [pico.hex() for pico in self._picos]

    @property
    def raiz(self) -> str:
        """La raíz en hexadecimal; la de un árbol sin hojas es el SHA-256 de nada."""
        return _juntar(self._picos).hex() if self._picos else VACIA


class Pruebas:
    """Las pruebas de unas hojas, y de unos tamaños anteriores, de una pasada: sólo guarda los nodos que piden."""

    def __init__(self, indices: Iterable[int], tamano: int, arbol: Arbol) -> None:
        """`indices` desde 0, ninguno anterior a `arbol.n`; `arbol` trae lo que ya pasó y `tamano` es el final."""
        self._indices, self._tamano = sorted(indices), tamano
        self._pedidos = {nodo for i in self._indices for nodo in _hermanos(i, tamano)}
        self._hallados: dict[tuple[int, int], bytes] = {}
        self._n, self._pila = arbol.n, list(arbol._picos)
        self._anotar_picos(arbol.n)

    def agregar(self, eslabon: str) -> None:
        """Suma la hoja que sigue."""
        nivel, lugar, nodo = 0, self._n, sha256(HOJA + bytes.fromhex(eslabon)).digest()
        self._guardar(nivel, lugar, nodo)
        while lugar & 1:
            nodo = sha256(NODO + self._pila.pop() + nodo).digest()
            nivel, lugar = nivel + 1, lugar >> 1
            self._guardar(nivel, lugar, nodo)
        self._pila.append(nodo)
        self._n += 1

    def de(self, indice: int) -> list[str]:
        """El camino de esa hoja a la raíz, de abajo arriba. ValueError si faltan hojas por sumar."""
        return self._camino(indice, 0)

    def _camino(self, indice: int, desde: int) -> list[str]:
        if self._n != self._tamano:
            raise ValueError("Faltan hojas para armar la prueba.")
        camino, picos = [self._hallados[nodo] for nodo in _hermanos(indice, self._tamano)[desde:]], list(self._pila)
        cual = _pico_de(indice, self._tamano)
        if derecha := picos[cual + 1 :]:
            camino.append(_juntar(derecha))
        return [nodo.hex() for nodo in (*camino, *reversed(picos[:cual]))]

    def consistencia(self, antes: int, ultimo_pico: str) -> list[str]:
        """Que las primeras `antes` hojas, la última de ellas entre las pedidas, son las de entonces (RFC 6962 §2.1.2).

        `ultimo_pico`: el más bajo de la frontera que había. Es el camino de esa hoja sin lo que queda dentro del pico.
        """
        alto = (antes & -antes).bit_length() - 1
        return [ultimo_pico] * (antes & (antes - 1) > 0) + self._camino(antes - 1, alto)

    def _guardar(self, nivel: int, lugar: int, nodo: bytes) -> None:
        if (nivel, lugar) in self._pedidos:
            self._hallados[nivel, lugar] = nodo

    def _anotar_picos(self, n: int) -> None:
        desde = 0
        for pico, nivel in zip(self._pila, _niveles(n), strict=True):
            self._guardar(nivel, desde >> nivel, pico)
            desde += 1 << nivel


def raiz_desde(eslabon: str, indice: int, tamano: int, camino: Sequence[str]) -> str:
    """La raíz a la que lleva el camino de la hoja `indice` (desde 0) en un árbol de `tamano` hojas.

    ValueError si el camino no mide lo que debe o la hoja cae fuera.
    """
    if not 0 <= indice < tamano:
        raise ValueError("La hoja no está en el árbol.")
    nodos = [bytes.fromhex(nodo) for nodo in camino]
    return _subir(sha256(HOJA + bytes.fromhex(eslabon)).digest(), indice, tamano, nodos).hex()


def _subir(hoja: bytes, indice: int, tamano: int, camino: list[bytes]) -> bytes:
    if (tamano == 1) != (not camino):
        raise ValueError("El camino no mide lo que debe.")
    if tamano == 1:
        return hoja
    mitad = 1 << ((tamano - 1).bit_length() - 1)  # la mayor potencia de dos menor que el tamaño
    *abajo, hermano = camino
    if indice < mitad:
        return sha256(NODO + _subir(hoja, indice, mitad, abajo) + hermano).digest()
    return sha256(NODO + hermano + _subir(hoja, indice - mitad, tamano - mitad, abajo)).digest()


def _juntar(picos: Sequence[bytes]) -> bytes:
    raiz = picos[-1]
    for pico in reversed(picos[:-1]):
        raiz = sha256(NODO + pico + raiz).digest()
    return raiz


def _niveles(n: int) -> list[int]:
    return [nivel for nivel in range(n.bit_length() - 1, -1, -1) if n >> nivel & 1]


def _pico_de(indice: int, tamano: int) -> int:
    """En qué pico cae la hoja."""
    hasta = 0
    for cual, nivel in enumerate(_niveles(tamano)):
        hasta += 1 << nivel
        if indice < hasta:
            return cual
    raise ValueError("La hoja no está en el árbol.")


def _hermanos(indice: int, tamano: int) -> list[tuple[int, int]]:
    """Los nodos (nivel, lugar) que acompañan a la hoja dentro de su pico."""
    alto = _niveles(tamano)[_pico_de(indice, tamano)]
    return [(nivel, indice >> nivel ^ 1) for nivel in range(alto)]
