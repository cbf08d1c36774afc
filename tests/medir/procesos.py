"""Los procesos del servidor: el trabajador que corre a su lado y lo que gastan, CPU y memoria, de /proc."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from tests.herramientas.servidor_de_prueba import entorno_de_proceso

NANO_A_MILI = 1e6
TIC_A_MILI = 1000 / os.sysconf("SC_CLK_TCK")


@contextmanager
def trabajador() -> Iterator[int]:
    """El trabajador de verdad sobre la base que se mide; entrega su número de proceso y lo detiene al salir."""
    orden = [sys.executable, "manage.py", "trabajador", "--pausa", "0.2"]
    proceso = subprocess.Popen(orden, env=entorno_de_proceso(), cwd=settings.RAIZ, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        yield proceso.pid
    finally:
        proceso.terminate()
        proceso.wait(60)


def familia(pid: int) -> list[int]:
    """Un proceso y todos sus descendientes vivos."""
    hijos = [int(hijo) for lista in Path(f"/proc/{pid}/task").glob("*/children") for hijo in _leer(lista).split()]
    return [pid, *(descendiente for hijo in hijos for descendiente in familia(hijo))]


def cpu_ms(pids: Iterable[int]) -> float:
    """Milisegundos de CPU de esos procesos con todos sus hilos, con resolución de nanosegundos; no los ya terminados."""
    hilos = (hilo for pid in pids for hilo in Path(f"/proc/{pid}/task").glob("*/schedstat"))
    return sum(int(dicho.split()[0]) for hilo in hilos if (dicho := _leer(hilo))) / NANO_A_MILI


def cpu_con_hijos_ms(pids: Iterable[int]) -> float:
    """Milisegundos de CPU de esos procesos y de los hijos que ya les terminaron, con resolución de un tic (10 ms)."""
    total = 0
    for pid in pids:
        if dicho := _leer(Path(f"/proc/{pid}/stat")):
            total += sum(int(tics) for tics in dicho.rpartition(")")[2].split()[11:15])
    return total * TIC_A_MILI


def memoria_mb(pid: int) -> tuple[float, float]:
    """RSS y PSS de un proceso, en megabytes."""
    renglones = (linea.split() for linea in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
    tamanos = {partes[0]: int(partes[1]) / 1024 for partes in renglones}
    return tamanos["Rss:"], tamanos["Pss:"]


def _leer(ruta: Path) -> str:
    try:
        return ruta.read_text()
    except (FileNotFoundError, ProcessLookupError):  # terminó entre listarlo y leerlo
        return ""
