"""Tapar las celdas que señalarían a una persona, y las que harían falta para que no se despejen por resta.

Sin base y sin reloj. Se publica el total de lo tapado y cuántas celdas son; con eso, y sabiendo esta regla, nadie
puede saber cuánto vale ninguna. Lo que se tapa de un año sólo depende de ese año: comparar dos consultas no ayuda.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Clave = TypeVar("Clave", bound=Hashable)
Celda = tuple[str, str]
OTRAS = "(otras)"
TAPADA = "tapada"
"""Lo que se lee en lugar de una cifra que no se publica."""


def tapar(valores: Mapping[Clave, tuple[int, ...]], umbral: int) -> frozenset[Clave]:
    """Qué renglones de una lista no se publican uno por uno, sino sumados; vacío si ninguno es chico.

    Un renglón trae una o más cifras y es chico si alguna está entre 1 y `umbral` − 1. A los chicos se agregan los
    siguientes más pequeños hasta que son por lo menos dos y, repartido su total de todos los modos posibles, cualquiera
    podría valer desde 1 hasta `umbral` o más. Si no alcanza, se tapan todos, también los ceros.
    """
    chicos = {clave for clave, cifras in valores.items() if any(0 < cifra < umbral for cifra in cifras)}
    if not chicos:
        return frozenset()
    pesos = {clave: sum(cifras) for clave, cifras in valores.items()}
    por_agregar = sorted((c for c in valores if c not in chicos and pesos[c]), key=lambda c: (pesos[c], str(c)))
    tapados = [*chicos]
    while not _basta([pesos[c] for c in tapados], umbral):
        if not por_agregar:
            return frozenset(valores)
        tapados.append(por_agregar.pop(0))
    return frozenset(tapados)


@dataclass(frozen=True)
class Cuadro:
    """Un cuadro que se puede publicar con sus totales: lo chico va junto en `OTRAS` y `tapadas` no se dicen."""

    celdas: Mapping[Celda, int]
    tapadas: frozenset[Celda]


def cuadro_publicable(celdas: Mapping[Celda, int], umbral: int) -> Cuadro | None:
    """El cuadro con los renglones y columnas chicos fundidos en uno y las celdas chicas tapadas.

    None si no se puede desglosar sin señalar a nadie: con tan poco, fundirlo todo no diría nada.
    """
    for lado in (0, 1):
        totales: Counter[str] = Counter()
        for celda, valor in celdas.items():
            totales[celda[lado]] += valor
        chicos = tapar({clave: (total,) for clave, total in totales.items()}, umbral)
        if chicos and len(chicos) == len(totales):
            return None
        celdas = _fundir(celdas, lado, chicos)
    return Cuadro(celdas, _bloque(celdas, umbral))


def _fundir(celdas: Mapping[Celda, int], lado: int, chicos: Collection[str]) -> dict[Celda, int]:
    fundidas: Counter[Celda] = Counter()
    for celda, valor in celdas.items():
        par = [OTRAS if n == lado and clave in chicos else clave for n, clave in enumerate(celda)]
        fundidas[par[0], par[1]] += valor
    return dict(fundidas)


def _bloque(celdas: Mapping[Celda, int], umbral: int) -> frozenset[Celda]:
    """El bloque completo de renglones y columnas en que toda celda chica podría valer el umbral o más.

    De un bloque completo con sus totales se sabe con exactitud el mayor valor de cada celda: el menor de los totales
    de su renglón y de su columna, contando sólo lo tapado. Como ningún renglón ni columna es chico, siempre alcanza.
    """
    chicas = [celda for celda, valor in celdas.items() if 0 < valor < umbral]
    suyos = ({r for r, _ in chicas}, {c for _, c in chicas})
    todos = ({r for r, _ in celdas}, {c for _, c in celdas})
    while not all(min(_totales(celdas, *suyos, celda)) >= umbral for celda in chicas):
        crece = min((lado for lado in (0, 1) if suyos[lado] != todos[lado]), key=lambda lado: len(suyos[lado]))
        suyos[crece].add(min(todos[crece] - suyos[crece]))
    return frozenset((r, c) for r in suyos[0] for c in suyos[1])


def _totales(
    celdas: Mapping[Celda, int], renglones: Collection[str], columnas: Collection[str], celda: Celda
) -> tuple[int, int]:
    """El total de lo tapado en el renglón y en la columna de una celda."""
    renglon, columna = celda
    return (sum(celdas.get((renglon, c), 0) for c in columnas), sum(celdas.get((r, columna), 0) for r in renglones))


def _basta(pesos: Collection[int], umbral: int) -> bool:
    """Si con k renglones de 1 o más que suman el total, el mayor valor posible de cada uno alcanza el umbral."""
    return len(pesos) > 1 and sum(pesos) - len(pesos) + 1 >= umbral
