"""El árbol del proyecto visto por las pruebas de arquitectura: qué archivos son nuestros y qué dicen."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

RAIZ = Path(__file__).resolve().parents[2]
CUARTOS = (
    "config", "flujos", "indicadores", "auditoria", "dictamenes", "estandares", "cuentas", "bitacora", "archivos",
    "verificador",
)  # fmt: skip
AJENOS = ("LICENSE", "docs/licencias/", "tests/vendor/", "static/sonora/", "static/firma/", "static/fuente/firma/ajeno/")


@cache
def del_repositorio() -> tuple[str, ...]:
    """Rutas que git lleva o llevaría: lo ignorado (entorno, base, caché) no cuenta."""
    # safe.directory: en la integración, el clon puede ser de otra cuenta y git se negaría a mirarlo.
    orden = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    salida = subprocess.run(orden, cwd=RAIZ, capture_output=True, check=True, text=True).stdout
    return tuple(sorted(ruta for ruta in set(salida.split("\0")) if ruta and (RAIZ / ruta).is_file()))


def propios() -> Iterator[tuple[str, str]]:
    """Ruta y texto de cada archivo escrito en esta casa; lo binario y lo ajeno no."""
    for ruta in del_repositorio():
        if ruta.startswith(AJENOS):
            continue
        try:
            yield ruta, texto(ruta)
        except UnicodeDecodeError:
            continue


def modulos(*carpetas: str, con_migraciones: bool = False) -> list[str]:
    """Archivos de Python bajo las carpetas (sin nombrarlas, los del producto)."""
    raices = tuple(f"{carpeta}/" for carpeta in (carpetas or CUARTOS))
    return [
        ruta
        for ruta in del_repositorio()
        if ruta.endswith(".py") and ruta.startswith(raices) and (con_migraciones or "/migrations/" not in ruta)
    ]


def plantillas() -> dict[str, str]:
    """Nombre con que Django pide cada plantilla propia → su ruta."""
    halladas = {}
    for ruta in del_repositorio():
        partes = Path(ruta).parts
        if "templates" in partes and not ruta.startswith("tests/"):
            halladas["/".join(partes[partes.index("templates") + 1 :])] = ruta
    return halladas


@cache
def texto(ruta: str) -> str:
    """Contenido de un archivo, por su ruta desde la raíz."""
    return (RAIZ / ruta).read_text(encoding="utf-8")


@cache
def arbol(ruta: str) -> ast.Module:
    """Sintaxis de un módulo."""
    return ast.parse(texto(ruta), ruta)


def nodos(ruta: str, clase: type[ast.AST]) -> Iterator[ast.AST]:
    """Los nodos de esa clase en el módulo."""
    return (nodo for nodo in ast.walk(arbol(ruta)) if isinstance(nodo, clase))


def importados(ruta: str) -> set[str]:
    """Nombres completos de todo lo que el módulo importa."""
    hallados: set[str] = set()
    for nodo in ast.walk(arbol(ruta)):
        if isinstance(nodo, ast.Import):
            hallados |= {alias.name for alias in nodo.names}
        elif isinstance(nodo, ast.ImportFrom) and nodo.module:
            hallados |= {f"{nodo.module}.{alias.name}" for alias in nodo.names}
    return hallados
