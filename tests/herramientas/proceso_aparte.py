"""Un proceso de verdad, hijo de la prueba: con sus propias conexiones, que se puede matar, congelar o dejar sin disco.

Nace por `fork`: tarda milésimas y no los segundos de arrancar Django, así que cada punto de corte se prueba siempre.
La prueba lleva `@pytest.mark.django_db(transaction=True)`: lo que no está en un commit, otro proceso no lo ve.
"""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

from django.db import connections

MUERTO = 137
ESPERA_SEGUNDOS = 60


def morir(*args: Any, **kwargs: Any) -> None:
    """Muere sin limpiar nada, como con kill -9."""
    os._exit(MUERTO)


def lanzar(tarea: Callable[[], object]) -> int:
    """Corre la tarea en un proceso aparte y devuelve su número; termina en 0, en 1 si lanza algo, o en `MUERTO`."""
    connections.close_all()  # una conexión no se comparte entre dos procesos
    if pid := os.fork():
        return pid
    codigo = 1
    try:
        tarea()
        codigo = 0
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
    finally:
        os._exit(codigo)


def esperar(pid: int) -> int:
    """El código con que terminó; a quien tarda de más se le mata (y sale como -9)."""
    limite = time.monotonic() + ESPERA_SEGUNDOS
    while time.monotonic() < limite:
        hecho, estado = os.waitpid(pid, os.WNOHANG)
        if hecho:
            return os.waitstatus_to_exitcode(estado)
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def en_otro_proceso(tarea: Callable[[], object]) -> int:
    """Corre la tarea en un proceso aparte y espera su código."""
    return esperar(lanzar(tarea))


def congelado(pid: int) -> bool:
    """Si el proceso está detenido (SIGSTOP)."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as estado:
        return estado.read().rpartition(")")[2].split()[0] == "T"


def hasta(condicion: Callable[[], object], segundos: float = ESPERA_SEGUNDOS) -> None:
    """Espera a que la condición se cumpla. `TimeoutError` si no."""
    limite = time.monotonic() + segundos
    while not condicion():
        if time.monotonic() > limite:
            raise TimeoutError("La condición no se cumplió a tiempo.")
        time.sleep(0.02)
