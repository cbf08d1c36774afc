"""Un obrero que intenta lo que no debe: lo que contesta dice si pudo. Corre en el vivero, como los de la casa."""

from __future__ import annotations

import gc
import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

from verificador.vivero import Labor, Limites, Pedido, atender

LIMITES = Limites(memoria=256 * 1024 * 1024, procesador=1)


def _girar() -> None:
    while True:
        pass


def _dormir() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(60)


def _abrir_para_escribir() -> None:
    os.open("/tmp/no-deberia", os.O_WRONLY | os.O_CREAT)


TAREAS: dict[str, Callable[[], object]] = {
    "nada": lambda: None,
    "memoria": lambda: bytearray(2 * LIMITES.memoria),
    "girar": _girar,
    "dormir": _dormir,
    "morir": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "red": lambda: socket.create_connection(("127.0.0.1", 9), timeout=1),
    "escribir": lambda: Path("/tmp/no-deberia").write_text("x"),
    "abrir": _abrir_para_escribir,
    "programa": lambda: os.system("true"),
    "bifurcar": os.fork,
    "secreto": lambda: "SECRETO" in os.environ,
    "descriptores": lambda: sorted(int(d) for d in os.listdir("/proc/self/fd")),
    "quien": os.getpid,
    "padre": os.getppid,
    "mucho": lambda: "x" * 5000,
    "gc": gc.isenabled,
}


def preparar(pedido: Pedido) -> tuple[Limites, Labor]:
    """Lo que pida la prueba, por su nombre."""

    def hacer(contenido: bytes) -> bytes:
        try:
            return f"{len(contenido)}:{TAREAS[pedido['labor']]()}".encode()
        except Exception as error:
            return type(error).__name__.encode()

    return LIMITES, hacer


if __name__ == "__main__":
    atender(preparar)
