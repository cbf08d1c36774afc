"""Juzga un mutante arrancando todo de nuevo, con el daño escrito en una copia del árbol: lento y sin apelación.

Por aquí pasa lo que se ejecuta al importar, y lo que sobrevivió en `vivero.py` pero pudo verlo un proceso aparte: los obreros que
revisan archivos y PDF también leen la copia.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.mutar.mutante import Mutante

SEGUNDOS = 600  # de procesador, cada proceso
RELOJ = 3600  # de reloj: quien no acaba pero no gasta procesador duerme, o la máquina está ocupada; no dice nada
NO_CORRIO = (3, 5)  # pytest falló él mismo, o no halló pruebas
ARGUMENTOS = ["-x", "-p", "tests.mutar.sin_encoger", "-p", "no:randomly", "--no-header"]


def copiar_arbol(raiz: Path, destino: Path) -> None:
    """Lo que git ve del árbol, también lo que aún no se confirma; `var/` y lo generado no."""
    nombres = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=raiz, check=True, capture_output=True, text=True,
    ).stdout.split("\0")
    shutil.rmtree(destino, ignore_errors=True)
    for nombre in filter(None, nombres):
        if (raiz / nombre).is_file():
            (destino / nombre).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(raiz / nombre, destino / nombre)


def juzgar(mutante: Mutante, pruebas: Sequence[str], arbol: Path) -> tuple[str, str]:
    """`vivo`, `muerto` (y qué lo mató), `tiempo` o, si no se supo, `error`."""
    ruta = arbol / mutante.archivo
    original = ruta.read_text(encoding="utf-8")
    try:
        _escribir(ruta, mutante.aplicar(original))
        hecho = subprocess.run(
            [sys.executable, "-m", "pytest", *ARGUMENTOS, *pruebas], cwd=arbol, timeout=RELOJ, check=False, preexec_fn=_con_limite,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=_ambiente(arbol) | {"COLUMNS": "300"},
        )
    except subprocess.TimeoutExpired:
        return "error", "no acabó y no gastó"
    finally:
        _escribir(ruta, original)
    return _fin(hecho.returncode), "" if hecho.returncode in (0, *NO_CORRIO) else _quien(hecho.stdout)


def sano(pruebas: Sequence[str], arbol: Path) -> bool:
    """Si esas pruebas pasan sin daño ninguno."""
    orden = [sys.executable, "-m", "pytest", *ARGUMENTOS, *pruebas]
    return subprocess.run(orden, cwd=arbol, check=False, stdout=subprocess.DEVNULL, env=_ambiente(arbol)).returncode == 0


def _con_limite() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SEGUNDOS, SEGUNDOS + 5))


def _fin(salida: int) -> str:
    if salida in (-signal.SIGXCPU, -signal.SIGKILL):
        return "tiempo"
    return "vivo" if salida == 0 else "error" if salida in NO_CORRIO else "muerto"


def _escribir(ruta: Path, texto: str) -> None:
    """Cada vez con otra fecha: dos textos del mismo largo y la misma fecha le parecen el mismo a Python."""
    fecha = int(ruta.stat().st_mtime) + 1
    ruta.write_text(texto, encoding="utf-8")
    os.utime(ruta, (fecha, fecha))


def _ambiente(arbol: Path) -> dict[str, str]:
    """Lo compilado se queda en el árbol: volver a compilar el producto es la mitad de lo que tarda en arrancar."""
    ajeno = ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")
    return {nombre: valor for nombre, valor in os.environ.items() if nombre not in ajeno}


def _quien(dicho: str) -> str:
    fallas = [renglon.split()[1] for renglon in dicho.splitlines() if renglon.startswith(("FAILED ", "ERROR ")) and " " in renglon]
    return fallas[0] if fallas else "no arranca"
