"""Testigos de verdad: cada uno en su proceso, en un puerto de esta máquina."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

RAIZ = Path(__file__).resolve().parents[2]
ORDEN = [sys.executable, "-m", "verificador", "testigo"]


class UnTestigo:
    """Se crea una vez y se puede matar y volver a levantar con la misma carpeta."""

    def __init__(self, carpeta, nombre):
        self.carpeta, self.nombre, self.url, self._proceso = carpeta, nombre, "", None
        hecho = self.correr("crear", str(carpeta), "--nombre", nombre)
        assert hecho.returncode == 0, hecho.stderr
        self.vkey = hecho.stdout.strip()

    def correr(self, *argumentos):
        return subprocess.run([*ORDEN, *argumentos], cwd=RAIZ, env=ambiente(), capture_output=True, text=True, timeout=60)

    def levantar(self, *vkeys):
        bitacoras = [parte for vkey in vkeys for parte in ("--bitacora", vkey)]
        orden = [*ORDEN, "atender", str(self.carpeta), "--puerto", "0", *bitacoras]
        self._proceso = subprocess.Popen(orden, cwd=RAIZ, env=ambiente(), stdout=subprocess.PIPE, text=True)
        self.url = self._proceso.stdout.readline().split()[-1]
        return self

    def pedir(self, cuerpo, ruta="/add-checkpoint", **cabeceras):
        conexion = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=20)
        conexion.request("POST", ruta, cuerpo, cabeceras)
        respuesta = conexion.getresponse()
        dicho = respuesta.status, respuesta.read().decode(), respuesta.getheader("Content-Type")
        conexion.close()
        return dicho

    def matar(self):
        self._proceso.kill()
        self.bajar()

    def bajar(self):
        if self._proceso:
            self._proceso.terminate()
            self._proceso.wait(20)
            self._proceso.stdout.close()
            self._proceso = None


def ambiente():
    return {**os.environ, "PYTHONPATH": str(RAIZ)}
