"""Para que `make cobertura` sume también a los procesos que no se dejan medir solos; sin ella, nada de esto hace algo.

El vivero no hereda el entorno y sus hijos no pueden escribir: cada uno deja lo que recorrió en memoria que comparte con el
vivero. Al servidor de prueba y al vivero, que las pruebas matan, primero se les pide que acaben, para que guarden lo suyo.
"""

from __future__ import annotations

import json
import mmap
import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from socket import SHUT_RDWR
from types import SimpleNamespace
from typing import Any

import coverage

from tests.herramientas.arbol import CUARTOS, RAIZ
from verificador import vivero

BUZON_BYTES = 1024 * 1024
ESPERA_SEGUNDOS = 30
Pasos = dict[str, list[list[int]]]


def midiendo() -> bool:
    """Si este proceso nació de `coverage run`."""
    return "COVERAGE_PROCESS_CONFIG" in os.environ


def acabar_bien(proceso: subprocess.Popen[bytes]) -> None:
    """Con cobertura, deja que el proceso guarde lo suyo antes de que lo maten."""
    if midiendo():
        proceso.terminate()
        with suppress(subprocess.TimeoutExpired):
            proceso.wait(ESPERA_SEGUNDOS)


def medir_los_viveros() -> None:
    """Los que lance este proceso nacen midiéndose, y al cerrarlos acaban antes de morir."""
    medida = coverage.Coverage.current()
    if medida is None or not midiendo():
        return
    datos, cerrar = os.path.abspath(medida.config.data_file), vivero.Vivero.cerrar

    def lanzar(orden: list[str], **opciones: Any) -> subprocess.Popen[bytes]:
        *python, modulo = orden
        return subprocess.Popen([*python, __name__, datos, modulo], **opciones)

    def cerrar_con_calma(suyo: vivero.Vivero) -> None:
        if suyo._proceso and suyo._mando and suyo._dueno == os.getpid():
            with suppress(OSError, subprocess.TimeoutExpired):
                suyo._mando.shutdown(SHUT_RDWR)
                suyo._proceso.wait(ESPERA_SEGUNDOS)
        cerrar(suyo)

    vivero.subprocess = SimpleNamespace(**{**vars(subprocess), "Popen": lanzar})
    vivero.Vivero.cerrar = cerrar_con_calma


# --- De aquí en adelante, el vivero que se mide ---


class Buzones:
    """Lo recorrido por el vivero y por sus hijos, que se guarda en cuanto hay algo nuevo."""

    def __init__(self, datos: str) -> None:
        cuartos = [str(RAIZ / cuarto) for cuarto in CUARTOS]
        self._medida = coverage.Coverage(data_file=None, config_file=False, branch=True, source=cuartos, messages=False)
        self._guardado = coverage.CoverageData(f"{datos}.vivero.{os.getpid()}.{os.urandom(4).hex()}")
        self._visto: dict[str, set[tuple[int, int]]] = {}
        self._de_hijos: dict[int, mmap.mmap] = {}
        self._mio: mmap.mmap | None = None
        self._fork, self._waitpid, self._exit, self._atender = os.fork, os.waitpid, os._exit, vivero.atender

    def abrir(self) -> None:
        """Desde aquí se mide."""
        os.fork, os.waitpid, os._exit, vivero.atender = self._bifurcar, self._recoger, self._morir, self._atender_midiendo
        self._medida.start()

    def _bifurcar(self) -> int:
        buzon = mmap.mmap(-1, BUZON_BYTES)
        if pid := self._fork():
            self._de_hijos[pid] = buzon
        else:
            self._mio = buzon
        return pid

    def _atender_midiendo(self, preparar: vivero.Preparar) -> None:
        def preparar_midiendo(pedido: vivero.Pedido) -> tuple[vivero.Limites, vivero.Labor]:
            limites, labor = preparar(pedido)
            return limites, lambda contenido: self._hacer(labor, contenido)

        self._atender(preparar_midiendo)
        self.guardar()

    def _hacer(self, labor: Callable[[bytes], bytes], contenido: bytes) -> bytes:
        """Deja lo suyo antes de contestar: con la respuesta en la mano, quien pidió puede cerrar el vivero."""
        try:
            return labor(contenido)
        finally:
            self._dejar()

    def _morir(self, codigo: int) -> None:
        try:
            self._dejar()
        finally:
            self._exit(codigo)

    def _dejar(self) -> None:
        dicho = json.dumps(self._pasos()).encode("ascii")
        if self._mio and len(dicho) + 8 <= BUZON_BYTES:
            self._mio[:8] = bytes(8)
            self._mio[8:len(dicho) + 8] = dicho
            self._mio[:8] = len(dicho).to_bytes(8, "big")

    def _pasos(self) -> Pasos:
        datos = self._medida.get_data()
        return {archivo: [list(arco) for arco in datos.arcs(archivo) or ()] for archivo in datos.measured_files()}

    def _recoger(self, pid: int, opciones: int) -> tuple[int, int]:
        muerto = self._waitpid(pid, opciones)
        if buzon := self._de_hijos.pop(pid, None):
            with buzon:
                largo = int.from_bytes(buzon[:8], "big")
                self.guardar(json.loads(buzon[8:largo + 8]) if largo else {})
        return muerto

    def guardar(self, de_otro: Pasos | None = None) -> None:
        """Agrega al archivo de este vivero lo que no tenía; con los nombres relativos, como los demás."""
        for pasos in (self._pasos(), de_otro or {}):
            for archivo, arcos in pasos.items():
                vistos = self._visto.setdefault(os.path.relpath(archivo, RAIZ), set())
                vistos |= {(de, a) for de, a in arcos}
        self._guardado.add_arcs(self._visto)
        self._guardado.write()


if __name__ == "__main__":
    _, archivo_de_datos, modulo_pedido = sys.argv
    Buzones(archivo_de_datos).abrir()
    runpy.run_module(modulo_pedido, run_name="__main__")
