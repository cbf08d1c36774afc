"""Juzga un mutante arrancando todo de nuevo, con el daño escrito en una copia del árbol: lento y sin apelación.

Por aquí pasa lo que se ejecuta al importar, y lo que sobrevivió en `vivero.py` pero pudo verlo un proceso aparte: los obreros que
revisan archivos y PDF también leen la copia.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.mutar.mutante import Mutante

SEGUNDOS = 900
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
    """`vivo`, `muerto` (y qué lo mató) o `tiempo`."""
    ruta = arbol / mutante.archivo
    original = ruta.read_text(encoding="utf-8")
    try:
        _escribir(ruta, mutante.aplicar(original))
        hecho = subprocess.run(
            [sys.executable, "-m", "pytest", *ARGUMENTOS, *pruebas], cwd=arbol, timeout=SEGUNDOS, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=_ambiente(arbol) | {"COLUMNS": "300"},
        )
    except subprocess.TimeoutExpired:
        return "tiempo", ""
    finally:
        _escribir(ruta, original)
    return ("vivo", "") if hecho.returncode == 0 else ("muerto", _quien(hecho.stdout))


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
