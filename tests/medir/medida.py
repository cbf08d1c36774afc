"""Qué es una medida y cómo se toma: parejas alternadas, mediana y extremos."""

from __future__ import annotations

import math
import os
import platform
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from statistics import median, quantiles
from typing import Any

from django.db import connection

CALENTAMIENTO = 1  # vueltas de cada lado que no cuentan


@dataclass
class Medida:
    """Un renglón de la tabla; `datos` guarda las cifras sin redondear para el JSON."""

    parte: str
    que: str
    valor: str
    contra: str = ""
    razon: str = ""
    meta: str = ""
    datos: dict[str, Any] = field(default_factory=dict)

    def como_dato(self) -> dict[str, Any]:
        """Para el JSON, con el motor en que se tomó."""
        return {**asdict(self), "motor": connection.vendor}


def maquina() -> dict[str, Any]:
    """Dónde se midió."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        version = cursor.fetchone()[0]
    return {
        "python": platform.python_version(), "sistema": f"{platform.system()} {platform.machine()}",
        "nucleos": os.cpu_count(), "motor": f"{connection.vendor} {version}",
    }


def alternar(una: Callable[[], float], otra: Callable[[], float], parejas: int) -> list[tuple[float, float]]:
    """A B A B…: lo que dio cada una en cada pareja, después de las de calentamiento, que no cuentan."""
    for _ in range(CALENTAMIENTO):
        una(), otra()
    return [(una(), otra()) for _ in range(parejas)]


def cpu_propia_ms(funcion: Callable[[], object], veces: int) -> float:
    """Mediana de milisegundos de CPU de este proceso."""
    tomadas = []
    for _ in range(veces):
        inicio = time.process_time()
        funcion()
        tomadas.append((time.process_time() - inicio) * 1000)
    return median(tomadas)


def razones(parejas: list[tuple[float, float]]) -> list[float]:
    """A entre B de cada pareja."""
    return [a / b for a, b in parejas]


def resumen(cifras: list[float], formato: str = ".2f") -> str:
    """«mediana (mínimo–máximo)»."""
    return f"{median(cifras):{formato}} ({min(cifras):{formato}}–{max(cifras):{formato}})"


def percentil(cifras: list[float], cual: int) -> float:
    """El percentil pedido (1 a 99); el de una sola cifra es ella."""
    return quantiles(cifras, n=100, method="inclusive")[cual - 1] if len(cifras) > 1 else cifras[0]


def exponente(menor: float, mayor: float, veces: float) -> float:
    """Cómo crece: cero es que no crece, uno es que crece igual que los datos."""
    return math.log(mayor / menor) / math.log(veces)
