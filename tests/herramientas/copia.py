"""El mundo de las pruebas y cada asunto que llega a una etapa se arman una vez, con los actos de verdad, y después se copian.

Armar el mundo son seiscientas consultas y llevar un asunto a que se firme, mil; copiarlos, unas cuantas por tabla. La
copia guarda qué renglones cambiaron y los deja igual en la transacción de cada prueba. Sólo sirve si la base está tal
como cuando se armó: la conexión dice cuánto ha escrito, y en cuanto una prueba escribe algo suyo, lo que sigue se da con
los actos. Una prueba con transacción real vacía la base y renumera los catálogos de Django: arma siempre el suyo.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, wraps
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import Model

from archivos.models import Archivo

Renglon = tuple[Any, ...]
Base = dict[str, set[Renglon]]
Camino = tuple[Any, ...]  # por qué pasos se llegó; el del mundo recién armado sólo dice cuál es
POR_TANDA = 400
PASOS_SEGUIDOS = 4  # cincuenta asuntos iguales, uno tras otro, no los vuelve a pedir ninguna prueba
LLANOS = (str, int, bool, bytes, Decimal, date, datetime)


class SinLlave(TypeError):
    """Lo que se le dijo a un paso no se puede comparar: se da con los actos."""


@dataclass(frozen=True)
class Punto:
    """La base en un momento que se puede volver a tener: por qué pasos se llegó, sus renglones y cuánto iba escrito."""

    camino: Camino
    base: Base
    escrito: int


@dataclass(frozen=True)
class Copia:
    """Lo que se armó: el objeto, la base sobre la que se armó y como quedó, y qué renglones cambiaron en cada tabla."""

    molde: Any
    sobre: Base
    base: Base
    cambios: dict[str, Cambio]

    def poner(self) -> Any:
        """Deja los renglones como quedaron y devuelve una copia del objeto: lo que una prueba le cambie no pasa a otra."""
        with connection.cursor() as cursor:
            for tabla, cambio in self.cambios.items():
                cambio.poner(cursor, tabla)
        return copy.deepcopy(self.molde)

    def con_sus_archivos(self) -> bool:
        """Si el almacén conserva lo que sus renglones nombran."""
        suyos = self.cambios.get(Archivo._meta.db_table)
        donde = suyos.columnas.index("contenido") if suyos else 0
        return not suyos or all(default_storage.exists(renglon[donde]) for renglon in suyos.nuevos)


@dataclass(frozen=True)
class Cambio:
    """Lo que le pasó a una tabla: los renglones que ya no están así y los que están ahora."""

    columnas: list[str]
    llave: int
    quitados: list[Renglon]
    nuevos: list[Renglon]

    def poner(self, cursor: Any, tabla: str) -> None:
        """Cambia sólo lo que cambió: hay tablas que no dejan quitar ni volver a escribir un renglón."""
        nombre, antes = connection.ops.quote_name(tabla), {r[self.llave]: r for r in self.quitados}
        for llave in antes.keys() - {r[self.llave] for r in self.nuevos}:
            cursor.execute(f"DELETE FROM {nombre} WHERE {self._columna(self.llave)} = %s", [llave])
        for renglon in self.nuevos:
            if previo := antes.get(renglon[self.llave]):
                self._cambiar(cursor, nombre, previo, renglon)
        _insertar(cursor, nombre, self.columnas, [r for r in self.nuevos if r[self.llave] not in antes])

    def _cambiar(self, cursor: Any, nombre: str, previo: Renglon, renglon: Renglon) -> None:
        cuales = [n for n, (era, es) in enumerate(zip(previo, renglon, strict=True)) if era != es]
        valores = ", ".join(f"{self._columna(n)} = %s" for n in cuales)
        datos = [*(renglon[n] for n in cuales), renglon[self.llave]]
        cursor.execute(f"UPDATE {nombre} SET {valores} WHERE {self._columna(self.llave)} = %s", datos)

    def _columna(self, n: int) -> str:
        return connection.ops.quote_name(self.columnas[n])


_copias: dict[tuple[str, datetime], Copia] = {}
_pasos: dict[Camino, Copia] = {}


def _nadie_anota(camino: Camino) -> AbstractContextManager[None]:
    return nullcontext()


# Quien anota por dónde pasa cada prueba (tests/mutar/mapa.py) se entera de lo que se hace y de lo que sólo se copia.
al_hacer: Callable[[Camino], AbstractContextManager[None]] = _nadie_anota
al_copiar: Callable[[Camino], object] = _nadie_anota


def armado(fabrica: Callable[[datetime], Any], en: datetime, *, con_pasos: bool = True) -> Any:
    """Lo que arma `fabrica(en)`: la primera vez, armándolo; las demás, de la copia. Sus pasos también, si `con_pasos`."""
    llave = (connection.alias, en)
    copiada = _copias.get(llave)
    if copiada is None:
        antes = leer_todo()
        with al_hacer((llave,)):
            hecho = fabrica(en)
        copiada = _copias[llave] = _lo_que_cambio(hecho, antes)
        for camino in [camino for camino in _pasos if camino[0] == llave]:
            del _pasos[camino]  # sus eventos encadenan con los de otro armado
    elif _cabe(copiada):
        al_copiar((llave,))
        hecho = copiada.poner()
    else:
        return fabrica(en)
    hecho.punto = Punto((llave,), copiada.base, escrito()) if con_pasos else None
    return hecho


def _cabe(copiada: Copia) -> bool:
    """Si la base está como cuando se armó: una prueba que ya puso lo suyo arma el resto con los actos."""
    return all(
        cuantos(tabla) == len(copiada.base[tabla]) - len(cambio.nuevos) + len(cambio.quitados)
        for tabla, cambio in copiada.cambios.items()
    )


def olvidar(sirve: Callable[[Camino], bool] = lambda camino: False) -> None:
    """Se vuelve a armar con los actos lo que no sirve: para quien cambia el programa entre una prueba y otra."""
    for llave in [llave for llave in _copias if not sirve((llave,))]:
        del _copias[llave]
    for camino in [camino for camino in _pasos if not all(sirve(camino[:n]) for n in range(1, len(camino) + 1))]:
        del _pasos[camino]


def nombre_de(camino: Camino) -> str:
    """El mismo en el proceso que anota y en el que juzga."""
    return "copia:" + sha256(repr(camino).encode()).hexdigest()[:12]


def paso(metodo: Callable[..., Any]) -> Callable[..., Any]:
    """Un método del mundo que lleva un asunto hasta una etapa: la primera vez, con los actos; las demás, de la copia."""

    @wraps(metodo)
    def dado(mundo: Any, *args: Any, **datos: Any) -> Any:
        desde = mundo.punto
        if desde is None or len(desde.camino) > PASOS_SEGUIDOS or desde.escrito != escrito():
            return metodo(mundo, *args, **datos)
        try:
            camino = (*desde.camino, (metodo.__name__, _llave(args), _llave(datos), _llave(_sin_punto(mundo))))
        except SinLlave:
            return metodo(mundo, *args, **datos)
        hecho = _dar(metodo, mundo, args, datos, camino, desde)
        mundo.punto = Punto(camino, _pasos[camino].base, escrito())
        return hecho

    return dado


def _dar(metodo: Any, mundo: Any, args: Any, datos: Any, camino: Camino, desde: Punto) -> Any:
    copiado = _pasos.get(camino)
    if copiado and copiado.sobre is desde.base and copiado.con_sus_archivos():
        al_copiar(camino)
        hecho, mundo._n = copiado.poner()
        return hecho
    for siguiente in [otro for otro in _pasos if otro[: len(camino)] == camino]:
        del _pasos[siguiente]  # sus eventos encadenan con los del que ya no sirve, o con otro armado
    with al_hacer(camino):
        hecho = metodo(mundo, *args, **datos)
    _pasos[camino] = _lo_que_cambio((hecho, mundo._n), desde.base)
    return hecho


def _sin_punto(mundo: Any) -> dict[str, Any]:
    return {nombre: valor for nombre, valor in vars(mundo).items() if nombre != "punto"}


def _llave(dicho: Any) -> Any:
    """Lo mismo da la misma llave. Lanza `SinLlave`."""
    if dicho is None or isinstance(dicho, LLANOS):
        return type(dicho).__name__, dicho
    if isinstance(dicho, Model) and dicho.pk and not dicho._state.adding:
        return dicho._meta.label, dicho.pk
    if isinstance(dicho, dict):
        return tuple((_llave(nombre), _llave(valor)) for nombre, valor in dicho.items())
    if isinstance(dicho, list | tuple):
        return tuple(_llave(cada) for cada in dicho)
    raise SinLlave(type(dicho).__name__)


def escrito() -> int:
    """Cuántos renglones ha escrito esta conexión; en PostgreSQL, en la transacción de la prueba. Nunca baja en ella."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        return int(connection.connection.total_changes)
    with connection.cursor() as cursor:
        cursor.execute("SELECT SUM(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables")
        return int(cursor.fetchone()[0])


def tablas() -> Sequence[str]:
    """Las de los modelos que existen en la base."""
    return connection.introspection.django_table_names(only_existing=True, include_views=False)


def cuantos(tabla: str) -> int:
    """Cuántos renglones tiene."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(tabla)}")
        return int(cursor.fetchone()[0])


def leer(tabla: str) -> tuple[list[str], list[Renglon]]:
    """Sus columnas, salvo las que la base calcula, y todos sus renglones, sin convertir y en el orden de su llave.

    Sin pedirlo, PostgreSQL los da en otro cuando ya reutilizó páginas, y la bitácora sólo se agrega en orden.
    """
    columnas, llave = _columnas(tabla), connection.ops.quote_name(_modelo(tabla)._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(map(connection.ops.quote_name, columnas))} FROM {connection.ops.quote_name(tabla)} ORDER BY {llave}")
        return columnas, list(cursor.fetchall())


@cache
def _columnas(tabla: str) -> list[str]:
    return [campo.column for campo in _modelo(tabla)._meta.local_concrete_fields if not campo.generated]


@cache
def _modelo(tabla: str) -> type[Model]:
    todos = apps.get_models(include_auto_created=True)
    return next(m for m in todos if m._meta.db_table == tabla and not m._meta.proxy)


def leer_todo() -> Base:
    """Los renglones de cada tabla."""
    return {tabla: set(leer(tabla)[1]) for tabla in tablas()}


def _lo_que_cambio(hecho: Any, antes: Base) -> Copia:
    cambios: dict[str, Cambio] = {}
    ahora: Base = {}
    for tabla in antes:
        columnas, leidos = leer(tabla)
        renglones = set(leidos)
        if renglones == antes[tabla]:
            ahora[tabla] = antes[tabla]  # la misma, para no guardarla dos veces
            continue
        ahora[tabla] = renglones
        nuevos = [renglon for renglon in leidos if renglon not in antes[tabla]]
        cambios[tabla] = Cambio(columnas, _llave_primaria(tabla, columnas), list(antes[tabla] - renglones), nuevos)
    return Copia(copy.deepcopy(hecho), antes, ahora, cambios)


def _llave_primaria(tabla: str, columnas: list[str]) -> int:
    with connection.cursor() as cursor:
        return columnas.index(connection.introspection.get_primary_key_column(cursor, tabla))


def _insertar(cursor: Any, tabla: str, columnas: list[str], renglones: list[Renglon]) -> None:
    nombres = ", ".join(connection.ops.quote_name(columna) for columna in columnas)
    uno = f"({', '.join(['%s'] * len(columnas))})"
    for desde in range(0, len(renglones), POR_TANDA):
        tanda = renglones[desde : desde + POR_TANDA]
        orden = f"INSERT INTO {tabla} ({nombres}) VALUES {', '.join([uno] * len(tanda))}"
        cursor.execute(orden, [valor for renglon in tanda for valor in renglon])
