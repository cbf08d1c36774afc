"""Juzga mutantes sin volver a arrancar: un proceso con Django y las pruebas ya cargados se bifurca por cada uno.

Complemento de pytest (`-p tests.mutar.vivero`). El hijo pone el daño en lo ya cargado (`injerto.py`), corre las pruebas que
pasan por ahí (primero las que ya mataron a un vecino, luego la más rápida) y muere con la primera que falla. La primera vez que
una prueba mata, otro hijo hace lo mismo sin dañar nada: si también ahí falla, no la mató el daño. A un vivo no se le cree sin
más: otro hijo pone un error en el mismo lugar (el canario), y si nadie lo nota es que por ahí no se pasó o el daño no llegó. Lo
que aquí no se puede decidir sale «frío» y lo juzga `frio.py`.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import shutil
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from itertools import chain
from mmap import mmap
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from django.db import connection, connections
from hypothesis import settings

from tests.mutar import injerto
from tests.mutar.mutante import Mutante

SEGUNDOS, VECES = 15, 10  # de procesador, cada prueba: eso y tantas veces lo que tarda sana; la que no acaba delata al mutante
RELOJ = 900  # de reloj: sólo corta a quien duerme, y eso no dice nada (la máquina puede estar ocupada)
MEMORIA = 6 * 2**30
EJEMPLOS = 20  # de cada propiedad: la mayoría muere en los primeros, y quien sobreviva se juzga otra vez con todos, en frío
VIVO, MUERTO, FRIO = 0, 1, 3
FINES = {VIVO: "vivo", MUERTO: "muerto", FRIO: "frio"}


def pytest_runtestloop(session: pytest.Session) -> bool:
    """En lugar de correr la suite, un hijo por mutante."""
    lote = json.loads(Path(os.environ["MUTAR_LOTE"]).read_text(encoding="utf-8"))
    pruebas = {prueba.nodeid: prueba for prueba in session.items}
    _con_pocos_ejemplos(session.items)
    nuevas = sorted(set(pruebas) - set(lote["conocidas"]))  # se escribieron después del mapa: no se sabe por dónde pasan
    datos: dict[str, list[str]] = defaultdict(list)  # de cada prueba, con los que el mapa no la anotó
    for nombre in (nombre for nombre in pruebas if nombre not in lote["tarda"]):
        datos[nombre.partition("[")[0]].append(nombre)
    juez = Juez(_calentar(session, {dato["archivo"] for dato, *_ in lote["mutantes"]}), lote["tarda"], frozenset(lote["copias"]))
    with Path(os.environ["MUTAR_SALIDA"]).open("a", encoding="utf-8", buffering=1) as salida:
        for dato, cuales, apela, al_importar, sucias in lote["mutantes"]:
            if lote["hasta"] and time.time() > lote["hasta"]:
                break
            mutante, elegidas = Mutante(**dato), lote["elegidas"][cuales]
            suyas = [pruebas[nombre] for nombre in _con_sus_datos([*elegidas, *_de_los_mismos_archivos(nuevas, elegidas)], datos) if nombre in pruebas]
            fin, por = juez.juzgar(mutante, injerto.de(mutante, al_importar), suyas, sucias)
            fin = "frio" if fin == "vivo" and apela else fin
            fila = {"clave": mutante.clave, "fin": fin, "por": por, "pruebas": len(suyas), "segundos": round(juez.segundos, 2)}
            salida.write(json.dumps(fila) + "\n")
    return True


def _con_pocos_ejemplos(pruebas: Iterable[pytest.Item]) -> None:
    for funcion in {getattr(prueba, "function", None) for prueba in pruebas}:
        if suyos := getattr(funcion, "_hypothesis_internal_use_settings", None):
            funcion._hypothesis_internal_use_settings = settings(suyos, max_examples=min(EJEMPLOS, suyos.max_examples))


def _de_los_mismos_archivos(nuevas: Iterable[str], elegidas: Iterable[str]) -> list[str]:
    archivos = {elegida.split("::")[0] for elegida in elegidas}
    return [nueva for nueva in nuevas if nueva.split("::")[0] in archivos]


def _con_sus_datos(elegidas: Sequence[str], datos: dict[str, list[str]]) -> list[str]:
    """Las elegidas y, después, las mismas con los datos que el mapa no anotó, hasta el doble."""
    demas = (otra for elegida in elegidas for otra in datos[elegida.partition("[")[0]])
    return list(dict.fromkeys([*elegidas, *demas]))[: 2 * max(len(elegidas), 20)]


@dataclass(frozen=True)
class Disco:
    """Lo que había en el disco antes del primer hijo: ninguno encuentra lo que dejó el anterior."""

    base: Path
    carpetas: tuple[Path, ...]
    habia: frozenset[Path]

    @classmethod
    def de(cls, session: pytest.Session) -> Disco:
        base = Path(str(connection.settings_dict["NAME"]))
        if base.exists():  # hay reglas que se prueban sin base
            shutil.copy(base, base.with_suffix(".limpia"))
        carpetas = (base.parent, session.config._tmp_path_factory.getbasetemp())  # type: ignore[attr-defined]
        return cls(base, carpetas, frozenset(_lo_que_hay(carpetas)))

    def restaurar(self) -> None:
        for ruta in sorted(set(_lo_que_hay(self.carpetas)) - self.habia, reverse=True):
            if ruta.is_dir() and not ruta.is_symlink():
                ruta.rmdir()
            else:
                ruta.unlink()
        if self.base in self.habia:
            shutil.copy(self.base.with_suffix(".limpia"), self.base)


def _lo_que_hay(carpetas: Iterable[Path]) -> Iterator[Path]:
    return chain.from_iterable(carpeta.rglob("*") for carpeta in carpetas)


def _calentar(session: pytest.Session, danados: Iterable[str]) -> Disco:
    """Una prueba de cada carpeta: la base, los certificados y lo que se importa tarde quedan listos para todos los hijos."""
    for archivo in danados:
        import_module(archivo.removesuffix(".py").replace("/", "."))
    primeras = {prueba.path.parent: prueba for prueba in reversed(session.items) if not _vacia_la_base(prueba)}
    for prueba in primeras.values():
        runtestprotocol(prueba, log=False, nextitem=next((otra for otra in session.items if otra is not prueba), prueba))
    # Nada que viva en un hilo queda puesto: en los hijos no habría quién lo cierre. La sesión, con su base, sí.
    session._setupstate.teardown_exact(session)  # type: ignore[arg-type]  # sólo le pregunta de quién cuelga
    injerto.preparar()
    connections.close_all()
    gc.collect()
    gc.freeze()
    return Disco.de(session)


def _vacia_la_base(prueba: pytest.Item) -> bool:
    """Las de transacción real borran hasta los catálogos: van al final, como en la suite."""
    marca = prueba.get_closest_marker("django_db")
    pedida = bool(marca and marca.kwargs.get("transaction"))
    return pedida or bool({"transactional_db", "live_server"} & set(getattr(prueba, "fixturenames", ())))


@dataclass
class Juez:
    """Decide cada mutante, y recuerda quién mató a sus vecinos y qué prueba ya mostró que sin daño no mata."""

    disco: Disco
    tarda: dict[str, float]
    copias: frozenset[str]
    inocentes: set[tuple[str, str]] = field(default_factory=set)
    mataron: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    segundos: float = 0.0  # de procesador, los hijos del último mutante

    def juzgar(
        self, mutante: Mutante, cambio: injerto.Injerto, elegidas: Sequence[pytest.Item], sucias: list[str] | None
    ) -> tuple[str, str]:
        """Cómo terminó y quién lo mató. `sucias`: las copias que pasan por el daño; None, cualquiera."""
        ya, self.segundos = self.mataron[mutante.archivo], 0.0
        sirven = self.copias - set(sucias) if sucias is not None else frozenset()
        pruebas = sorted(elegidas, key=lambda prueba: (_vacia_la_base(prueba), -ya[prueba.nodeid]))
        fin, por = self._sentencia(cambio, pruebas, sirven)
        if fin == "muerto":
            ya[por] += 1
        return fin, por

    def _sentencia(self, cambio: injerto.Injerto, pruebas: Sequence[pytest.Item], sirven: frozenset[str]) -> tuple[str, str]:
        if not pruebas:
            return "sin prueba", ""
        fin, cuantas = self._bifurcar(cambio.danar, pruebas, sirven)
        if fin == "vivo":
            seguro = not cambio.rehace and self._bifurcar(cambio.tronar, pruebas, sirven)[0] == "muerto"
            return ("vivo" if seguro else "frio"), ""
        por = pruebas[cuantas - 1].nodeid if cuantas else "no arranca"
        if fin in ("muerto", "tiempo") and (cambio.rehace, por) not in self.inocentes:
            if self._bifurcar(cambio.sanar, pruebas[:cuantas], sirven)[0] != "vivo":
                return "frio", por
            self.inocentes.add((cambio.rehace, por))
        return fin, por

    def _bifurcar(self, poner: Callable[[], bool], pruebas: Sequence[pytest.Item], sirven: frozenset[str]) -> tuple[str, int]:
        """Cómo terminó el hijo y cuántas pruebas empezó."""
        self.disco.restaurar()
        cuantas = mmap(-1, 4)
        if (hijo := os.fork()) == 0:
            _olvidar_copias(sirven)
            _en_el_hijo(poner, [(prueba, self.tarda.get(prueba.nodeid, 0.0)) for prueba in pruebas], cuantas)
        _, estado, uso = os.wait4(hijo, 0)
        self.segundos += uso.ru_utime + uso.ru_stime
        _matar_grupo(hijo)
        if os.WIFSIGNALED(estado):
            return ("tiempo" if os.WTERMSIG(estado) == signal.SIGXCPU else "error"), int.from_bytes(cuantas[:])
        return FINES.get(os.WEXITSTATUS(estado), "error"), int.from_bytes(cuantas[:])


def _olvidar_copias(sirven: frozenset[str]) -> None:
    """El mundo y los asuntos que pasan por el daño los vuelve a hacer el mutante."""
    if copia := sys.modules.get("tests.herramientas.copia"):
        copia.olvidar(lambda camino: copia.nombre_de(camino) in sirven)


def _matar_grupo(hijo: int) -> None:
    """Los procesos que haya dejado."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(hijo, signal.SIGKILL)


def _en_el_hijo(poner: Callable[[], bool], pruebas: Sequence[tuple[pytest.Item, float]], cuantas: mmap) -> None:
    """No regresa: sale con lo que pasó."""
    codigo = 4
    try:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_AS, (MEMORIA, MEMORIA))
        nulo = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nulo, descriptor)
        injerto.olvidar()
        codigo = _poner_y_correr(poner, pruebas, cuantas)
    finally:
        os._exit(codigo)


def _poner_y_correr(poner: Callable[[], bool], pruebas: Sequence[tuple[pytest.Item, float]], cuantas: mmap) -> int:
    try:
        puesto = poner()
    except Exception:  # noqa: BLE001 — el módulo dañado ni siquiera se carga
        return MUERTO
    return _correr(pruebas, cuantas) if puesto else FRIO


def _correr(pruebas: Sequence[tuple[pytest.Item, float]], cuantas: mmap) -> int:
    for n, (prueba, tarda) in enumerate(pruebas, 1):
        cuantas[:] = n.to_bytes(4)
        _un_plazo_mas(SEGUNDOS + VECES * tarda)
        siguiente = pruebas[n][0] if n < len(pruebas) else None
        if any(reporte.failed for reporte in runtestprotocol(prueba, log=False, nextitem=siguiente)):
            return MUERTO
    return VIVO


def _un_plazo_mas(segundos: float) -> None:
    usado = resource.getrusage(resource.RUSAGE_SELF)
    hasta = int(usado.ru_utime + usado.ru_stime + segundos)
    resource.setrlimit(resource.RLIMIT_CPU, (hasta, resource.RLIM_INFINITY))
    signal.alarm(RELOJ)
