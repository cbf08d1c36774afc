"""Un proceso con muchos hilos no abre más arenas de las que se le dejan: en glibc, lo que dice `malloc_info`."""

from __future__ import annotations

import subprocess
import sys

import pytest

CUANTAS = """
import ctypes, sys, threading
from config.procesos.memoria import pocas_arenas
if sys.argv[1] == "pocas":
    pocas_arenas()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
juntos = threading.Barrier(8)
def pedir():
    juntos.wait()
    for _ in range(200):
        libc.malloc(20_000)
    juntos.wait()
hilos = [threading.Thread(target=pedir) for _ in range(8)]
[hilo.start() for hilo in hilos], [hilo.join() for hilo in hilos]
libc.fdopen.restype = ctypes.c_void_p
salida = libc.fdopen(1, b"w")
libc.malloc_info(0, ctypes.c_void_p(salida))
libc.fflush(ctypes.c_void_p(salida))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="mallopt es de glibc")
def test_con_ocho_hilos_hay_dos_arenas():
    def arenas(como):
        dicho = subprocess.run([sys.executable, "-c", CUANTAS, como], capture_output=True, text=True, check=True).stdout
        return dicho.count("<heap nr=")

    assert arenas("pocas") <= 2 < arenas("todas")
