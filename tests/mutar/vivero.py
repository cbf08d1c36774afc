"""Juzga mutantes sin volver a arrancar: un proceso con Django y las pruebas ya cargados se bifurca por cada uno.

Complemento de pytest (`-p tests.mutar.vivero`). El hijo pone el daño en lo ya cargado (`injerto.py`), corre las pruebas que
pasan por ahí, la más rápida primero, y muere con la primera que falla. La primera vez que una prueba mata, otro hijo hace lo
mismo sin dañar nada: si también ahí falla, no la mató el daño. Lo que aquí no se puede decidir sale «frío» y lo juzga `frio.py`.
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
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from mmap import mmap
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from django.db import connection, connections

from tests.mutar import injerto
from tests.mutar.mutante import Mutante

SEGUNDOS = 40  # de procesador, cada prueba; la que no acaba también delata al mutante
MEMORIA = 6 * 2**30
VIVO, MUERTO, FRIO = 0, 1, 3
FINES = {VIVO: "vivo", MUERTO: "muerto", FRIO: "frio"}


def pytest_runtestloop(session: pytest.Session) -> bool:
    """En lugar de correr la suite, un hijo por mutante."""
    lote = json.loads(Path(os.environ["MUTAR_LOTE"]).read_text(encoding="utf-8"))
    pruebas = {prueba.nodeid: prueba for prueba in session.items}
    nuevas = sorted(set(pruebas) - set(lote["conocidas"]))  # se escribieron después del mapa: no se sabe por dónde pasan
    disco = _calentar(session)
    inocentes: set[tuple[str, str]] = set()  # qué prueba ya mostró que sin daño no mata
    with Path(os.environ["MUTAR_SALIDA"]).open("a", encoding="utf-8", buffering=1) as salida:
        for dato, elegidas, apela in lote["mutantes"]:
            mutante = Mutante(**dato)
            suyas = sorted((pruebas[nombre] for nombre in [*elegidas, *nuevas] if nombre in pruebas), key=_vacia_la_base)
            fin, por = _juzgar(injerto.de(mutante), suyas, disco, inocentes)
            fin = "frio" if fin == "vivo" and apela else fin
            salida.write(json.dumps({"clave": mutante.clave, "fin": fin, "por": por, "pruebas": len(suyas)}) + "\n")
    return True


@dataclass(frozen=True)
class Disco:
    """Lo que había en el disco antes del primer hijo: ninguno encuentra lo que dejó el anterior."""

    base: Path
    carpetas: tuple[Path, ...]
    habia: frozenset[Path]

    @classmethod
    def de(cls, session: pytest.Session) -> Disco:
        base = Path(str(connection.settings_dict["NAME"]))
        shutil.copy(base, base.with_suffix(".limpia"))
        carpetas = (base.parent, session.config._tmp_path_factory.getbasetemp())  # type: ignore[attr-defined]
        return cls(base, carpetas, frozenset(_lo_que_hay(carpetas)))

    def restaurar(self) -> None:
        for ruta in sorted(set(_lo_que_hay(self.carpetas)) - self.habia, reverse=True):
            if ruta.is_dir() and not ruta.is_symlink():
                ruta.rmdir()
            else:
                ruta.unlink()
        shutil.copy(self.base.with_suffix(".limpia"), self.base)


def _lo_que_hay(carpetas: Iterable[Path]) -> Iterator[Path]:
    return chain.from_iterable(carpeta.rglob("*") for carpeta in carpetas)


def _calentar(session: pytest.Session) -> Disco:
    """Una prueba de cada archivo: la base, los certificados y lo que se importa tarde quedan listos para todos los hijos."""
    primeras = {prueba.path: prueba for prueba in reversed(session.items) if not _vacia_la_base(prueba)}
    for prueba in primeras.values():
        runtestprotocol(prueba, log=False, nextitem=next((otra for otra in session.items if otra is not prueba), prueba))
    # Nada que viva en un hilo queda puesto: en los hijos no habría quién lo cierre. La sesión, con su base, sí.
    session._setupstate.teardown_exact(session)  # type: ignore[arg-type]  # sólo le pregunta de quién cuelga
    if copia := sys.modules.get("tests.herramientas.copia"):
        copia.olvidar()  # el mundo de un mutante lo arma el mutante
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


def _juzgar(cambio: injerto.Injerto, pruebas: Sequence[pytest.Item], disco: Disco, inocentes: set[tuple[str, str]]) -> tuple[str, str]:
    """Cómo terminó y quién lo mató."""
    if not pruebas:
        return "sin prueba", ""
    fin, cuantas = _bifurcar(cambio.danar, pruebas, disco)
    if fin == "vivo":
        return ("frio" if cambio.rehace else fin), ""
    por = pruebas[cuantas - 1].nodeid if cuantas else "no arranca"
    if fin in ("muerto", "tiempo") and (cambio.rehace, por) not in inocentes:
        if _bifurcar(cambio.sanar, pruebas[:cuantas], disco)[0] != "vivo":
            return "frio", por
        inocentes.add((cambio.rehace, por))
    return fin, por


def _bifurcar(poner: Callable[[], bool], pruebas: Sequence[pytest.Item], disco: Disco) -> tuple[str, int]:
    """Cómo terminó el hijo y cuántas pruebas empezó."""
    disco.restaurar()
    cuantas = mmap(-1, 4)
    if (hijo := os.fork()) == 0:
        _en_el_hijo(poner, pruebas, cuantas)
    estado = os.waitpid(hijo, 0)[1]
    _matar_grupo(hijo)
    fin = "tiempo" if os.WIFSIGNALED(estado) else FINES.get(os.WEXITSTATUS(estado), "error")
    return fin, int.from_bytes(cuantas[:])


def _matar_grupo(hijo: int) -> None:
    """Los procesos que haya dejado."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(hijo, signal.SIGKILL)


def _en_el_hijo(poner: Callable[[], bool], pruebas: Sequence[pytest.Item], cuantas: mmap) -> None:
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


def _poner_y_correr(poner: Callable[[], bool], pruebas: Sequence[pytest.Item], cuantas: mmap) -> int:
    try:
        puesto = poner()
    except Exception:  # noqa: BLE001 — el módulo dañado ni siquiera se carga
        return MUERTO
    return _correr(pruebas, cuantas) if puesto else FRIO


def _correr(pruebas: Sequence[pytest.Item], cuantas: mmap) -> int:
    for n, prueba in enumerate(pruebas, 1):
        cuantas[:] = n.to_bytes(4)
        _un_plazo_mas()
        siguiente = pruebas[n] if n < len(pruebas) else None
        if any(reporte.failed for reporte in runtestprotocol(prueba, log=False, nextitem=siguiente)):
            return MUERTO
    return VIVO


def _un_plazo_mas() -> None:
    usado = resource.getrusage(resource.RUSAGE_SELF)
    hasta = int(usado.ru_utime + usado.ru_stime) + SEGUNDOS
    resource.setrlimit(resource.RLIMIT_CPU, (hasta, resource.RLIM_INFINITY))
    signal.alarm(SEGUNDOS * 15)  # de reloj: sólo corta a quien duerme
