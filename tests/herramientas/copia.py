"""El mundo de las pruebas se arma una vez, con los actos de verdad, y después se copia renglón por renglón.

Armarlo son seiscientas consultas; copiarlo, una por tabla. La copia guarda los renglones que agregó y los inserta tal
cual en la transacción de cada prueba. Sólo sirve donde la base regresa sola a como estaba: una prueba con transacción
real la vacía y renumera los catálogos de Django, y arma el suyo.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

Renglones = list[tuple[Any, ...]]
POR_TANDA = 400


@dataclass(frozen=True)
class Copia:
    """Lo que se armó: el objeto y los renglones que agregó a cada tabla."""

    molde: Any
    tablas: dict[str, tuple[list[str], Renglones]]
    antes: dict[str, int]

    def cabe(self) -> bool:
        """Si la base está como cuando se armó: una prueba que ya puso lo suyo arma el resto con los actos."""
        return all(cuantos(tabla) == self.antes[tabla] for tabla in self.tablas)

    def poner(self) -> Any:
        """Inserta los renglones y devuelve una copia del objeto: lo que una prueba le cambie no pasa a otra."""
        with connection.cursor() as cursor:
            for tabla, (columnas, renglones) in self.tablas.items():
                _insertar(cursor, tabla, columnas, renglones)
        return copy.deepcopy(self.molde)


_copias: dict[tuple[str, datetime], Copia] = {}


def armado(fabrica: Callable[[datetime], Any], en: datetime) -> Any:
    """Lo que arma `fabrica(en)`: la primera vez, armándolo; las demás, de la copia."""
    llave = (connection.alias, en)
    if llave in _copias:
        return _copias[llave].poner() if _copias[llave].cabe() else fabrica(en)
    antes = {tabla: set(leer(tabla)[1]) for tabla in tablas()}
    hecho = fabrica(en)
    nuevos = {tabla: _sin(leer(tabla), antes[tabla]) for tabla in tablas()}
    agregados = {tabla: leido for tabla, leido in nuevos.items() if leido[1]}
    _copias[llave] = Copia(copy.deepcopy(hecho), agregados, {tabla: len(antes[tabla]) for tabla in agregados})
    return hecho


def tablas() -> Sequence[str]:
    """Las de los modelos que existen en la base."""
    return connection.introspection.django_table_names(only_existing=True, include_views=False)


def cuantos(tabla: str) -> int:
    """Cuántos renglones tiene."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(tabla)}")
        return int(cursor.fetchone()[0])


def leer(tabla: str) -> tuple[list[str], Renglones]:
    """Sus columnas y todos sus renglones, sin convertir."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(tabla)}")
        return [columna[0] for columna in cursor.description], list(cursor.fetchall())


def _sin(leido: tuple[list[str], Renglones], anteriores: set[tuple[Any, ...]]) -> tuple[list[str], Renglones]:
    columnas, renglones = leido
    return columnas, [renglon for renglon in renglones if renglon not in anteriores]


def _insertar(cursor: Any, tabla: str, columnas: list[str], renglones: Renglones) -> None:
    nombres = ", ".join(connection.ops.quote_name(columna) for columna in columnas)
    uno = f"({', '.join(['%s'] * len(columnas))})"
    for desde in range(0, len(renglones), POR_TANDA):
        tanda = renglones[desde : desde + POR_TANDA]
        orden = f"INSERT INTO {connection.ops.quote_name(tabla)} ({nombres}) VALUES {', '.join([uno] * len(tanda))}"
        cursor.execute(orden, [valor for renglon in tanda for valor in renglon])
