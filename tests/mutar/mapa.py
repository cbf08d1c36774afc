"""Qué pruebas pasan por cada línea y cuánto tarda cada una. Es un complemento de pytest: `-p tests.mutar.mapa`.

Lo anota coverage, con el nombre de la prueba como contexto. Se queda con las más rápidas de cada línea.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import coverage
import pytest

POR_LINEA = int(os.environ["MUTAR_POR_LINEA"])
SALIDA = Path(os.environ["MUTAR_MAPA"])
ARCHIVOS = os.environ["MUTAR_ARCHIVOS"].split(":")  # sólo los que se dañan: seguir todo el producto tarda lo doble
COBERTURA = coverage.Coverage(data_file=None, include=ARCHIVOS, branch=False, config_file=False, messages=False)
COBERTURA.start()

_tarda: dict[str, float] = {}
_fallan: set[str] = set()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Cada prueba es un contexto, con lo que preparan sus accesorios."""
    if copia := sys.modules.get("tests.herramientas.copia"):
        copia.olvidar_pasos()  # lo que copiara de otra prueba no pasaría por las líneas que la hicieron
    COBERTURA.switch_context(item.nodeid)
    inicio = time.process_time()
    try:
        return (yield)
    finally:
        _tarda[item.nodeid] = round(time.process_time() - inicio, 3)
        COBERTURA.switch_context("")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Una que falla sin ningún daño no sirve para juzgar."""
    if report.failed:
        _fallan.add(report.nodeid)


def pytest_sessionfinish() -> None:
    COBERTURA.stop()
    datos = COBERTURA.get_data()
    raiz = Path.cwd()
    por_archivo = {str(Path(archivo).relative_to(raiz)): datos.contexts_by_lineno(archivo) for archivo in datos.measured_files()}
    lineas = {archivo: {n: _rapidas(pruebas) for n, pruebas in suyas.items()} for archivo, suyas in por_archivo.items()}
    al_importar = {archivo: [n for n, pruebas in suyas.items() if "" in pruebas] for archivo, suyas in por_archivo.items()}
    SALIDA.write_text(json.dumps({"tarda": _tarda, "lineas": lineas, "al_importar": al_importar}), encoding="utf-8")


def _rapidas(pruebas: list[str]) -> list[str]:
    sirven = [prueba for prueba in pruebas if prueba in _tarda and prueba not in _fallan]
    return sorted(sirven, key=lambda prueba: (_tarda[prueba], prueba))[:POR_LINEA]
