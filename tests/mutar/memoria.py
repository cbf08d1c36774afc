"""Lo juzgado: `docs/mutaciones.jsonl`, que viaja con el repositorio, y la bitácora de la corrida, que sobrevive a un corte.

Un renglón por archivo dañado. Lo juzgado vale mientras no cambien la función que se dañó (va en la clave de cada mutante) ni la
prueba que lo mató (va su huella); lo demás se vuelve a juzgar.
"""

from __future__ import annotations

import ast
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.mutar.mutante import Mutante

RAIZ = Path(__file__).resolve().parents[2]
VIAJA = RAIZ / "docs" / "mutaciones.jsonl"
CORRIDA = RAIZ / "var" / "mutar" / "resultados.jsonl"
MUERTOS = ("muerto", "tiempo")
SIN_MATAR = ("vivo", "sin prueba")
NO_ARRANCA = "no arranca"


@dataclass(frozen=True)
class Juicio:
    """Cómo terminó un mutante, qué prueba lo mató, cómo le fue la primera vez y si se juzgó también en frío («sí», «desacuerdo»)."""

    fin: str
    por: str = ""
    primero: str = ""
    frio: str = ""

    @property
    def muerto(self) -> bool:
        return self.fin in MUERTOS

    @property
    def decidido(self) -> bool:
        return self.muerto or self.fin in SIN_MATAR

    def y_luego(self, otro: Juicio) -> Juicio:
        """Lo último que se supo, sin olvidar cómo le fue la primera vez que se pudo decidir."""
        if not otro.decidido:
            return self
        return replace(otro, primero=self.primero if self.decidido else otro.primero)


def recordar() -> dict[str, Juicio]:
    """Por clave de mutante."""
    hechos = dict(_lo_que_viajo())
    for fila in _lo_apuntado():
        nuevo = Juicio(fila["fin"], fila["por"], fila["fin"], fila.get("frio", ""))
        hechos[fila["clave"]] = hechos.get(fila["clave"], Juicio("sin juzgar")).y_luego(nuevo)
    return hechos


def lo_ultimo() -> dict[str, Juicio]:
    """Lo último que se apuntó en la corrida, aunque no decida."""
    return {fila["clave"]: Juicio(fila["fin"]) for fila in _lo_apuntado()}


def _lo_apuntado() -> Iterator[dict[str, str]]:
    return map(json.loads, CORRIDA.read_text(encoding="utf-8").splitlines() if CORRIDA.exists() else ())


def _lo_que_viajo() -> Iterator[tuple[str, Juicio]]:
    for renglon in map(json.loads, VIAJA.read_text(encoding="utf-8").splitlines() if VIAJA.exists() else ()):
        for grupo in renglon["juzgados"]:
            nombre, _, huella = grupo.get("por", "").rpartition(" ")
            juicio = Juicio(grupo["fin"], nombre, grupo.get("primero", grupo["fin"]), grupo.get("frio", ""))
            if not nombre or huella_de_prueba(nombre) == huella:
                yield from ((clave, juicio) for clave in grupo["claves"])


def guardar(mutantes: Iterable[Mutante], hechos: dict[str, Juicio]) -> None:
    """Lo de estos mutantes, y nada más: lo que ya no existe en el producto se olvida."""
    grupos: dict[str, dict[Juicio, list[str]]] = defaultdict(lambda: defaultdict(list))
    for mutante in mutantes:
        if (juicio := hechos.get(mutante.clave)) and juicio.decidido:
            grupos[mutante.archivo][juicio].append(mutante.clave)
    renglones = (json.dumps(_renglon(archivo, suyos), ensure_ascii=False) for archivo, suyos in sorted(grupos.items()))
    VIAJA.write_text("".join(renglon + "\n" for renglon in renglones), encoding="utf-8")


def _renglon(archivo: str, suyos: dict[Juicio, list[str]]) -> dict[str, Any]:
    orden = sorted(suyos, key=lambda juicio: (juicio.fin, juicio.por, juicio.primero, juicio.frio))
    return {"archivo": archivo, "juzgados": [_grupo(juicio) | {"claves": sorted(suyos[juicio])} for juicio in orden]}


def _grupo(juicio: Juicio) -> dict[str, str]:
    dicho = {"fin": juicio.fin, "por": f"{juicio.por} {huella_de_prueba(juicio.por)}" if juicio.por else "", "frio": juicio.frio}
    dicho["primero"] = juicio.primero if juicio.primero != juicio.fin else ""
    return {nombre: valor for nombre, valor in dicho.items() if valor}


def huella_de_prueba(nombre: str) -> str:
    """La de su función; vacía si ya no existe. De lo que no es una prueba («no arranca»), siempre la misma."""
    ruta, *partes = nombre.partition("[")[0].split("::")
    return _pruebas(ruta).get("::".join(partes), "") if partes else "-"


@cache
def _pruebas(ruta: str) -> dict[str, str]:
    if not (RAIZ / ruta).exists():
        return {}
    return {nombre: sha256(ast.dump(nodo).encode()).hexdigest()[:6] for nombre, nodo in _funciones(ast.parse((RAIZ / ruta).read_text(encoding="utf-8")))}


def _funciones(donde: ast.Module | ast.ClassDef) -> Iterator[tuple[str, ast.FunctionDef]]:
    for nodo in donde.body:
        if isinstance(nodo, ast.FunctionDef):
            yield nodo.name, nodo
        elif isinstance(nodo, ast.ClassDef):
            yield from ((f"{nodo.name}::{nombre}", suya) for nombre, suya in _funciones(nodo))
