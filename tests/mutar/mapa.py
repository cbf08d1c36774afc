"""Qué pruebas pasan por cada línea y cuánto tarda cada una. Es un complemento de pytest: `-p tests.mutar.mapa`.

Lo anota coverage, con el nombre de la prueba como contexto. Lo que una prueba copia ya hecho (el mundo, un asunto en su etapa:
`tests/herramientas/copia.py`) tiene su propio contexto, y cuenta como suyo: al juzgar, quien lo copiaba lo vuelve a hacer.
Se queda con las más rápidas de cada línea.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter, defaultdict
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import coverage
import pytest

DATOS = 2  # de una prueba parametrizada, con cuántos de sus datos se anota; los demás pasan por donde ellos, más o menos
POR_LINEA = int(os.environ["MUTAR_POR_LINEA"])
SALIDA = Path(os.environ["MUTAR_MAPA"])
ARCHIVOS = os.environ["MUTAR_ARCHIVOS"].split(":")  # sólo los que se dañan: seguir todo el producto tarda lo doble
COBERTURA = coverage.Coverage(data_file=None, include=ARCHIVOS, branch=False, config_file=False, messages=False)
COBERTURA.start()


class Cuaderno:
    """Quién copió o hizo qué, y cuánto tarda cada cosa con lo que copió."""

    def __init__(self) -> None:
        self.en: list[str] = [""]
        self.usa: dict[str, set[str]] = defaultdict(set)
        self.tarda: dict[str, float] = {}
        self._copiado: list[float] = [0.0]

    @contextmanager
    def haciendo(self, que: str) -> Iterator[None]:
        """Lo que corra aquí dentro es de `que`."""
        self.usa[self.en[-1]].add(que)
        self.en.append(que)
        self._copiado.append(0.0)
        COBERTURA.switch_context(que)
        inicio = time.process_time()
        try:
            yield
        finally:
            propio, copiado = time.process_time() - inicio, self._copiado.pop()
            self.tarda[que] = round(propio + copiado, 3)
            self._copiado[-1] += copiado
            self.en.pop()
            COBERTURA.switch_context(self.en[-1])

    def copiando(self, que: str) -> None:
        self.usa[self.en[-1]].add(que)
        self._copiado[-1] += self.tarda.get(que, 0.0)

    def todo_lo_de(self, quien: str) -> set[str]:
        """Lo que usa y lo que usa cada cosa que usa, con ella misma."""
        visto, por_ver = {quien}, [quien]
        while por_ver:
            nuevas = self.usa.get(por_ver.pop(), set()) - visto
            visto |= nuevas
            por_ver += nuevas
        return visto


CUADERNO = Cuaderno()
_recolectadas: list[str] = []
_pruebas: set[str] = set()
_fallan: set[str] = set()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """De la muestra, que mira la suite entera, unos cuantos datos de cada prueba."""
    _recolectadas.extend(prueba.nodeid for prueba in items)
    if os.environ.get("MUTAR_DE_TODO"):
        vistas: Counter[str] = Counter()
        items[:] = [prueba for prueba in items if _una_mas(vistas, prueba.nodeid.partition("[")[0]) <= DATOS]


def _una_mas(vistas: Counter[str], cual: str) -> int:
    vistas[cual] += 1
    return vistas[cual]


def pytest_collection_finish() -> None:
    """Ya cargadas las pruebas: quien copia, avisa."""
    from tests.herramientas import copia  # antes de las pruebas, Django todavía no está listo

    copia.al_hacer = lambda camino: CUADERNO.haciendo(copia.nombre_de(camino))
    copia.al_copiar = lambda camino: CUADERNO.copiando(copia.nombre_de(camino))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Cada prueba es un contexto, con lo que preparan sus accesorios."""
    _pruebas.add(item.nodeid)
    with CUADERNO.haciendo(item.nodeid):
        return (yield)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Una que falla sin ningún daño no sirve para juzgar."""
    if report.failed:
        _fallan.add(report.nodeid)


def pytest_sessionfinish() -> None:
    COBERTURA.stop()
    datos, raiz = COBERTURA.get_data(), Path.cwd()
    por_archivo = {str(Path(archivo).relative_to(raiz)): datos.contexts_by_lineno(archivo) for archivo in datos.measured_files()}
    de_quien = _de_quien()
    mapa = {
        "recolectadas": _recolectadas,
        "tarda": {prueba: CUADERNO.tarda[prueba] for prueba in _pruebas},
        "huellas": {archivo: sha256(Path(archivo).read_bytes()).hexdigest() for archivo in ARCHIVOS},
        "lineas": {archivo: {n: _rapidas(suyos, de_quien) for n, suyos in lineas.items()} for archivo, lineas in por_archivo.items()},
        "al_importar": {archivo: [n for n, suyos in lineas.items() if "" in suyos] for archivo, lineas in por_archivo.items()},
        "copias": sorted(set(CUADERNO.tarda) - _pruebas),
        "copian": {archivo: {n: _copias(suyos, de_quien) for n, suyos in lineas.items()} for archivo, lineas in por_archivo.items()},
    }
    SALIDA.write_text(json.dumps(mapa), encoding="utf-8")


def _de_quien() -> dict[str, set[str]]:
    """De cada contexto, en cuáles está: el suyo, las pruebas que lo copiaron y lo que se hizo con él."""
    inverso: dict[str, set[str]] = defaultdict(set)
    for quien in list(CUADERNO.tarda):
        for que in CUADERNO.todo_lo_de(quien):
            inverso[que].add(quien)
    return inverso


def _rapidas(contextos: list[str], de_quien: dict[str, set[str]]) -> list[str]:
    pasan = set().union(*(de_quien.get(uno, ()) for uno in contextos)) & _pruebas - _fallan
    return sorted(pasan, key=lambda prueba: (CUADERNO.tarda[prueba], prueba))[:POR_LINEA]


def _copias(contextos: list[str], de_quien: dict[str, set[str]]) -> list[str]:
    return sorted(set().union(*(de_quien.get(uno, ()) for uno in contextos)) - _pruebas)
