"""Pone un daño en el programa que ya está cargado, sin volver a arrancarlo.

Lo que está dentro de una función cambia de código: el objeto es el mismo, así que lo ve también quien ya la importó. Lo que se
ejecuta al importar (una tabla, una clase) se vuelve a ejecutar en su módulo, y a quien lo importó por su nombre se le da lo nuevo.
Lo que otro módulo calculó con lo viejo no se rehace: por eso el juez no le cree a un vivo así, y comprueba a quien lo mató.
"""

from __future__ import annotations

import ast
import functools
import gc
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tests.mutar.mutante import Mutante

DEFINICIONES = (ast.FunctionDef, ast.ClassDef)
FUNCIONES: dict[str, list[FunctionType]] = {}  # las de cada archivo
RECUERDAN: list[Any] = []  # las funciones que guardan lo que ya respondieron
IMPORTAN: dict[str, list[tuple[ModuleType, str, str]]] = {}  # de cada módulo: quién toma qué nombre suyo, y cómo le dice


@dataclass(frozen=True)
class Injerto:
    """Cómo poner un daño, y cómo hacer lo mismo sin dañar nada: si así falla una prueba, no es por el daño."""

    danar: Callable[[], bool]
    sanar: Callable[[], bool]
    rehace: str = ""  # lo que se vuelve a ejecutar; vacío si sólo cambian funciones
    tronar: Callable[[], bool] = lambda: False  # el canario: ahí mismo, un error; si nadie lo nota, un vivo no dice nada


def preparar() -> None:
    """Anota, con todo ya cargado, las funciones vivas y quién importó qué."""
    cosas = gc.get_objects()
    for funcion in cosas:
        if type(funcion) is FunctionType:
            FUNCIONES.setdefault(funcion.__code__.co_filename, []).append(funcion)
    # Por su tipo y no con isinstance, que despierta a lo perezoso de peticiones que ya acabaron.
    RECUERDAN.extend(cosa for cosa in cosas if type(cosa) is functools._lru_cache_wrapper and _es_de_la_casa(cosa.__module__))
    for modulo in list(sys.modules.values()):
        if _es_de_la_casa(modulo.__name__) and str(modulo.__file__).endswith(".py"):
            for nodo in ast.walk(ast.parse(Path(modulo.__file__).read_text(encoding="utf-8"))):
                if isinstance(nodo, ast.ImportFrom) and nodo.module:
                    suyos = IMPORTAN.setdefault(nodo.module, [])
                    suyos += [(modulo, nombre.asname or nombre.name, nombre.name) for nombre in nodo.names]


def _es_de_la_casa(nombre: str | None) -> bool:
    archivo = getattr(sys.modules.get(nombre or ""), "__file__", None)
    return bool(archivo) and Path(str(archivo)).is_relative_to(Path.cwd())


def de(mutante: Mutante, al_importar: bool = False) -> Injerto:
    """El de un mutante cuyo módulo ya está cargado. `al_importar`: si por ahí se pasó al cargarlo, lo que dejó hecho se rehace."""
    ruta = Path(mutante.archivo).resolve()
    sano = ruta.read_text(encoding="utf-8")
    danado = mutante.aplicar(sano)
    viejo, nuevo = (compile(texto, str(ruta), "exec", dont_inherit=True) for texto in (sano, danado))
    if not al_importar and _al_importar(viejo) == _al_importar(nuevo):
        truena = compile(con_canario(sano, mutante.desde + _sangria(sano[mutante.desde :])), str(ruta), "exec", dont_inherit=True)
        danar, tronar = (_en_funciones(str(ruta), viejo, otro) for otro in (nuevo, truena))
        return Injerto(danar, lambda: True, tronar=tronar)
    modulo = next(uno for uno in sys.modules.values() if getattr(uno, "__file__", None) == str(ruta))
    antes, despues, cuales = _por_rehacer(sano, danado)
    return Injerto(lambda: _rehacer(modulo, despues), lambda: _rehacer(modulo, antes), f"{mutante.archivo} {cuales}")


def _sangria(texto: str) -> int:
    return len(texto) - len(texto.lstrip())


def con_canario(sano: str, desde: int) -> ast.Module:
    """El módulo con un error justo antes de la sentencia que está en `desde`."""
    arbol = ast.parse(sano)
    linea = sano.count("\n", 0, desde) + 1
    lugar = linea, len(sano[sano.rfind("\n", 0, desde) + 1 : desde].encode())
    for cuerpo in reversed(_cuerpos(arbol)):  # los de más adentro, al final
        for n, nodo in enumerate(cuerpo):
            if (nodo.lineno, nodo.col_offset) <= lugar < (nodo.end_lineno or 0, nodo.end_col_offset or 0):
                cuerpo.insert(n, ast.copy_location(ast.parse("1 / 0").body[0], nodo))
                return ast.fix_missing_locations(arbol)
    return arbol


def _cuerpos(arbol: ast.AST) -> list[list[ast.stmt]]:
    nodos = [arbol]
    for nodo in nodos:
        nodos += ast.iter_child_nodes(nodo)
    cuerpos = (cuerpo for nodo in nodos for nombre in ("body", "orelse", "finalbody") for cuerpo in [getattr(nodo, nombre, None)])
    return [cuerpo for cuerpo in cuerpos if isinstance(cuerpo, list) and cuerpo and isinstance(cuerpo[0], ast.stmt)]


def _en_funciones(ruta: str, viejo: CodeType, nuevo: CodeType) -> Callable[[], bool]:
    cambios = {_sitio(antes): (antes, despues) for antes, despues in _parejas(viejo, nuevo) if antes != despues}
    return lambda: _cambiar_codigo(FUNCIONES.get(ruta, []), cambios)


def olvidar() -> None:
    """Ninguna función responde de memoria: lo que recuerda se calculó sin el daño."""
    for funcion in RECUERDAN:
        funcion.cache_clear()


def _cambiar_codigo(funciones: list[FunctionType], cambios: dict[Any, tuple[CodeType, CodeType]]) -> bool:
    puestos = 0
    for funcion in funciones:
        antes, despues = cambios.get(_sitio(funcion.__code__), (None, None))
        if antes == funcion.__code__ and despues is not None and despues.co_freevars == antes.co_freevars:
            funcion.__code__ = despues
            puestos += 1
    return puestos > 0


def _por_rehacer(sano: str, danado: str) -> tuple[ast.Module, ast.Module, list[int]]:
    """Los dos módulos sin las funciones y clases que quedaron igual: las de antes siguen sirviendo, y son las que todos conocen."""
    antes, despues = ast.parse(sano), ast.parse(danado)
    parejas = enumerate(zip(antes.body, despues.body, strict=True))
    cuales = [n for n, (uno, otro) in parejas if not isinstance(uno, DEFINICIONES) or ast.dump(uno) != ast.dump(otro)]
    for arbol in (antes, despues):
        arbol.body = [arbol.body[n] for n in cuales]
    return antes, despues, cuales


def _rehacer(modulo: ModuleType, arbol: ast.Module) -> bool:
    exec(compile(arbol, str(modulo.__file__), "exec", dont_inherit=True), vars(modulo))
    por_avisar = [modulo]
    while por_avisar:
        origen = por_avisar.pop()
        for quien, suyo, nombre in IMPORTAN.get(origen.__name__, ()):
            if suyo in vars(quien) and vars(quien)[suyo] is not vars(origen).get(nombre):
                vars(quien)[suyo] = vars(origen)[nombre]
                por_avisar.append(quien)
    return True


def _sitio(codigo: CodeType) -> tuple[str, str, int]:
    return codigo.co_filename, codigo.co_qualname, codigo.co_firstlineno


def _dentro(codigo: CodeType) -> list[CodeType]:
    return [uno for uno in codigo.co_consts if isinstance(uno, CodeType)]


def _se_ejecuta_al_importar(codigo: CodeType) -> bool:
    """El módulo, las clases y las comprensiones que hay en ellos; no las funciones ni las lambdas."""
    return not codigo.co_flags & CO_OPTIMIZED or codigo.co_name in ("<listcomp>", "<dictcomp>", "<setcomp>", "<genexpr>")


def _al_importar(codigo: CodeType) -> list[Any]:
    suyo: list[Any] = [
        codigo.co_code, codigo.co_names, codigo.co_varnames, [(type(c), c) for c in codigo.co_consts if not isinstance(c, CodeType)],
        [interior.co_qualname for interior in _dentro(codigo)],
    ]
    return suyo + [_al_importar(interior) for interior in _dentro(codigo) if _se_ejecuta_al_importar(interior)]


def _parejas(viejo: CodeType, nuevo: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    for antes, despues in zip(_dentro(viejo), _dentro(nuevo), strict=False):
        yield antes, despues
        if antes.co_name == despues.co_name:
            yield from _parejas(antes, despues)
