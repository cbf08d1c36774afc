"""Juzga mutantes sin volver a arrancar: un proceso con Django y las pruebas ya cargados se bifurca por cada uno.

Complemento de pytest (`-p tests.mutar.vivero`). El hijo cambia el código de las funciones dañadas —el objeto es el mismo, así
que lo ve también quien ya las importó—, corre las pruebas de esa línea, la más rápida primero, y muere con la primera que
falla. Lo que se ejecuta al importar no se puede cambiar así: ésos salen «fríos» y los juzga `frio.py`.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from django.db import connection, connections

from tests.mutar.mutante import Mutante

SEGUNDOS = 60  # de procesador; una prueba que no acaba también delata al mutante
MEMORIA = 6 * 2**30
VIVO, MUERTO, FRIO = 0, 1, 3
FUNCIONES: list[FunctionType] = []


def pytest_runtestloop(session: pytest.Session) -> bool:
    """En lugar de correr la suite, un hijo por mutante."""
    lote = json.loads(Path(os.environ["MUTAR_LOTE"]).read_text(encoding="utf-8"))
    pruebas = {prueba.nodeid: prueba for prueba in session.items}
    nuevas = sorted(set(pruebas) - set(lote["conocidas"]))  # se escribieron después del mapa: no se sabe por dónde pasan
    limpia = _calentar(session)
    with Path(os.environ["MUTAR_SALIDA"]).open("a", encoding="utf-8", buffering=1) as salida:
        for dato, elegidas, apela in lote["mutantes"]:
            mutante = Mutante(**dato)
            suyas = sorted((pruebas[nombre] for nombre in [*elegidas, *nuevas] if nombre in pruebas), key=_vacia_la_base)
            _restaurar(limpia)
            fin, por = _juzgar(mutante, suyas)
            fin = "frio" if fin == "vivo" and apela else fin
            salida.write(json.dumps({"clave": mutante.clave, "fin": fin, "por": por, "pruebas": len(suyas)}) + "\n")
    return True


def _calentar(session: pytest.Session) -> Path | None:
    """Una prueba de cada archivo: la base, los certificados y lo que se importa tarde quedan listos para todos los hijos."""
    primeras = {prueba.path: prueba for prueba in reversed(session.items) if not _vacia_la_base(prueba)}
    for prueba in primeras.values():
        runtestprotocol(prueba, log=False, nextitem=next((otra for otra in session.items if otra is not prueba), prueba))
    if copia := sys.modules.get("tests.herramientas.copia"):
        copia.olvidar()  # el mundo de un mutante lo arma el mutante
    FUNCIONES.extend(cosa for cosa in gc.get_objects() if type(cosa) is FunctionType)
    connections.close_all()
    base = Path(str(connection.settings_dict["NAME"]))
    if not base.is_file():
        return None
    shutil.copy(base, base.with_suffix(".limpia"))
    gc.collect()
    gc.freeze()
    return base


def _vacia_la_base(prueba: pytest.Item) -> bool:
    """Las de transacción real borran hasta los catálogos: van al final, como en la suite."""
    marca = prueba.get_closest_marker("django_db")
    pedida = bool(marca and marca.kwargs.get("transaction"))
    return pedida or bool({"transactional_db", "live_server"} & set(getattr(prueba, "fixturenames", ())))


def _restaurar(base: Path | None) -> None:
    if base:
        for resto in ("-wal", "-shm", "-journal"):
            Path(f"{base}{resto}").unlink(missing_ok=True)
        shutil.copy(base.with_suffix(".limpia"), base)


def _juzgar(mutante: Mutante, pruebas: Sequence[pytest.Item]) -> tuple[str, str]:
    if not pruebas:
        return "sin prueba", ""
    lee, escribe = os.pipe()
    if (hijo := os.fork()) == 0:
        _en_el_hijo(mutante, pruebas, escribe)
    os.close(escribe)
    estado = _esperar(hijo)
    por = os.read(lee, 4096).decode()
    os.close(lee)
    if estado is None or os.WIFSIGNALED(estado):
        return "tiempo", por
    return {VIVO: "vivo", MUERTO: "muerto", FRIO: "frio"}.get(os.WEXITSTATUS(estado), "error"), por


def _esperar(hijo: int) -> int | None:
    """Con qué terminó; `None` si hubo que matarlo. El límite es de procesador; el de reloj sólo corta a quien duerme."""
    limite = time.monotonic() + SEGUNDOS * 10
    while time.monotonic() < limite:
        pid, estado = os.waitpid(hijo, os.WNOHANG)
        if pid:
            _matar_grupo(hijo)
            return estado
        time.sleep(0.005)
    _matar_grupo(hijo)
    os.waitpid(hijo, 0)
    return None


def _matar_grupo(hijo: int) -> None:
    try:
        os.killpg(hijo, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _en_el_hijo(mutante: Mutante, pruebas: Sequence[pytest.Item], escribe: int) -> None:
    """No regresa: sale con lo que pasó."""
    codigo = 4
    try:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (SEGUNDOS, SEGUNDOS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORIA, MEMORIA))
        nulo = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nulo, descriptor)
        codigo = _correr(pruebas, escribe) if injertar(mutante) else FRIO
    finally:
        os._exit(codigo)


def _correr(pruebas: Sequence[pytest.Item], escribe: int) -> int:
    pruebas[0].session._setupstate.teardown_exact(pruebas[0])
    for prueba, siguiente in zip(pruebas, [*pruebas[1:], None], strict=True):
        if any(reporte.failed for reporte in runtestprotocol(prueba, log=False, nextitem=siguiente)):
            os.write(escribe, prueba.nodeid.encode())
            return MUERTO
    return VIVO


def injertar(mutante: Mutante) -> bool:
    """Pone el código dañado en las funciones vivas; falso si también cambió algo que ya se ejecutó al importar."""
    ruta = Path(mutante.archivo).resolve()
    texto = ruta.read_text(encoding="utf-8")
    viejo, nuevo = (compile(t, str(ruta), "exec", dont_inherit=True) for t in (texto, mutante.aplicar(texto)))
    if _al_importar(viejo) != _al_importar(nuevo):
        return False
    cambios = {_sitio(antes): (antes, despues) for antes, despues in _parejas(viejo, nuevo) if antes != despues}
    puestos = 0
    for funcion in FUNCIONES:
        antes, despues = cambios.get(_sitio(funcion.__code__), (None, None))
        if antes == funcion.__code__ and despues is not None and despues.co_freevars == antes.co_freevars:
            funcion.__code__ = despues
            puestos += 1
    return puestos > 0


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
