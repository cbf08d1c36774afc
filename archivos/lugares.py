"""Cuántos archivos ajenos se abren a la vez en esta máquina: dos de quien no ha entrado y dos de quien sí.

Cada lugar es un archivo con candado (`flock`), que comparten todos los procesos y que el sistema operativo suelta si
el suyo muere. Nadie tiene dos: quien no ha entrado es su dirección (IPv4 o /64 de IPv6) y quien sí, su cuenta.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

VUELTA = 0.05  # segundos entre un intento y otro


class SinLugar(Exception):
    """Otros ocupan los lugares: hay que volver a intentar en unos segundos. No dice nada del archivo."""

    def __init__(self) -> None:
        super().__init__("Se están revisando otros archivos. El suyo no se revisó ni se guardó: vuelva a intentar.")


@dataclass(frozen=True)
class Fila:
    """Cuántos a la vez en la máquina, cuántos segundos espera uno su lugar y cuántos esperan en cada proceso."""

    nombre: str
    lugares: int
    espera: float
    formados: threading.BoundedSemaphore = field(compare=False)


PUBLICO = Fila("publico", 2, 2.0, threading.BoundedSemaphore(2))
PERSONAL = Fila("personal", 2, 5.0, threading.BoundedSemaphore(3))
NUESTRO = Fila("nuestro", 1, 60.0, threading.BoundedSemaphore(7))  # de ocho hilos: siempre queda uno para lo demás
DE_FONDO = Fila("personal", 2, 120.0, threading.BoundedSemaphore(8))  # el trabajador y las órdenes: nadie los mira
Quien = tuple[Fila, str]

quien_pide: ContextVar[Callable[[], Quien] | None] = ContextVar("quien_pide", default=None)
"""Lo pone quien atiende la petición; sin él, es el trabajador o una orden."""
_con_lugar: ContextVar[bool] = ContextVar("con_lugar", default=False)


@contextmanager
def lo_nuestro() -> Iterator[None]:
    """Lo que se abra mientras dure ya se había admitido: no le quita lugar a lo que llega y espera su turno."""
    pregunta = quien_pide.get()
    if pregunta is None:
        yield
        return
    marca = quien_pide.set(lambda: (NUESTRO, pregunta()[1]))
    try:
        yield
    finally:
        quien_pide.reset(marca)


@contextmanager
def tomar_lugar() -> Iterator[None]:
    """Un lugar mientras dure; quien ya lo tiene no toma otro. Lanza `SinLugar` tras una espera corta."""
    if _con_lugar.get():
        yield
        return
    pregunta = quien_pide.get()
    fila, quien = pregunta() if pregunta else (DE_FONDO, f"proceso {os.getpid()} {threading.get_ident()}")
    with ExitStack() as tomados:
        _formarse(fila, quien, tomados)
        marca = _con_lugar.set(True)
        try:
            yield
        finally:
            _con_lugar.reset(marca)


def _formarse(fila: Fila, quien: str, tomados: ExitStack) -> None:
    if not fila.formados.acquire(blocking=False):
        raise SinLugar
    try:
        limite = time.monotonic() + fila.espera
        while not _tomar(fila, quien, tomados):
            if time.monotonic() >= limite:
                raise SinLugar
            time.sleep(VUELTA)
    finally:
        fila.formados.release()


def _tomar(fila: Fila, quien: str, tomados: ExitStack) -> bool:
    """Primero el de su dirección o cuenta, luego uno de los de todos."""
    suyo = hashlib.sha256(f"{settings.SECRET_KEY} {quien}".encode()).hexdigest()[:3]  # 4,096 archivos cuando mucho
    with ExitStack() as intento:
        if not _cerrar(f"{fila.nombre}-de-{suyo}", intento):
            return False
        if not any(_cerrar(f"{fila.nombre}-{n}", intento) for n in range(fila.lugares)):
            return False
        tomados.enter_context(intento.pop_all())
    return True


def _cerrar(nombre: str, pila: ExitStack) -> bool:
    """Toma ese candado, si nadie lo tiene; la pila lo suelta."""
    abierto = os.open(_carpeta() / nombre, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(abierto, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(abierto)
        return False
    pila.callback(os.close, abierto)
    return True


def _carpeta() -> Path:
    """La de los candados, sólo de quien corre este proceso. `ImproperlyConfigured` si es de otro."""
    carpeta = Path(settings.LUGARES_CARPETA)
    carpeta.mkdir(mode=0o700, parents=True, exist_ok=True)
    visto = carpeta.lstat()
    if not stat.S_ISDIR(visto.st_mode) or visto.st_uid != os.getuid():
        raise ImproperlyConfigured("LUGARES_CARPETA no es de quien corre este proceso: elija otra carpeta.")
    return carpeta
