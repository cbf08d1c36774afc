"""Abrir archivos ajenos en un hijo encerrado, que nace de un proceso con las bibliotecas ya cargadas.

El vivero es un intérprete nuevo, de un solo hilo y sin el entorno de quien lo lanza (ni llaves ni contraseñas). Nunca
lee un archivo: por cada pedido se bifurca en un hijo que vive ese archivo, con memoria, procesador y reloj acotados,
sin red y sin poder escribir ni lanzar otros programas. Lo usan el verificador y la revisión de lo que se sube.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

Pedido = dict[str, Any]
SEGUNDOS = 10.0  # de reloj, para cada archivo
OCIO_SEGUNDOS = 300  # sin pedidos se va y devuelve su memoria; el siguiente lo vuelve a lanzar
TROZO = 1024 * 1024
ESCRIBEN = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
PROHIBIDOS = (
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.sendto",
    "socket.sendmsg",
    "subprocess.",
    "os.exec",
    "os.system",
    "os.fork",
    "os.posix_spawn",
    "os.remove",
    "os.rename",
    "os.mkdir",
    "ctypes.dlopen",
)


class SinRespuesta(RuntimeError):
    """El hijo no pudo con el archivo dentro de sus límites."""


class ViveroCaido(SinRespuesta):
    """No hubo ni a quién preguntarle."""


class Limites(NamedTuple):
    """Lo que puede gastar un hijo: bytes de memoria y segundos de procesador."""

    memoria: int
    procesador: int


PRESUPUESTO = Limites(memoria=384 * 1024 * 1024, procesador=10)
"""Lo que gasta a lo más abrir un archivo ajeno, por cualquier puerta, junto con `SEGUNDOS`."""
CEDE = 5  # cuánto baja su prioridad: quien abre un archivo deja pasar a quien atiende páginas


Labor = Callable[[bytes], bytes]
Preparar = Callable[[Pedido], tuple[Limites, Labor]]


class Vivero:
    """Quien pide. Sirve a varios hilos a la vez; si el otro proceso murió o se fue, lo repone."""

    def __init__(self, modulo: str, maximo: int) -> None:
        """`modulo`: el que llama a `atender` al correr como programa. `maximo`: bytes de la respuesta más larga."""
        self._modulo, self._maximo = modulo, maximo
        self._candado = threading.Lock()
        self._dueno = 0
        self._proceso: subprocess.Popen[bytes] | None = None
        self._mando: socket.socket | None = None

    def pedir(self, pedido: Pedido, contenido: bytes, segundos: float | None = None) -> bytes:
        """Lo que contesta el hijo.

        `SinRespuesta` si muere o pasa de `segundos` (los del presupuesto); `ViveroCaido` si no hay quien lo lance.
        """
        segundos = SEGUNDOS if segundos is None else segundos
        limite = time.monotonic() + segundos
        for _ in range(2):  # si el vivero murió entre un pedido y otro, se repone una vez
            proceso = None
            try:
                proceso, mando = self._vivo()
                return self._conversar(mando, {**pedido, "segundos": segundos}, contenido, limite)
            except TimeoutError as error:
                raise SinRespuesta("se acabó el tiempo") from error
            except OSError as error:
                if proceso and not _acabo(proceso):
                    raise SinRespuesta("el hijo murió") from error
                self._descartar(proceso)
        raise ViveroCaido(self._modulo)

    def cerrar(self) -> None:
        """Termina al otro proceso, y con él a sus hijos."""
        if self._proceso and self._dueno == os.getpid():
            self._proceso.kill()
            self._proceso.wait()
        self._descartar(self._proceso)

    def _descartar(self, proceso: subprocess.Popen[bytes] | None) -> None:
        """Si otro hilo ya lo repuso, el nuevo se queda."""
        with self._candado:
            if self._mando and self._proceso is proceso:
                self._mando.close()
                self._proceso = self._mando = None

    def _vivo(self) -> tuple[subprocess.Popen[bytes], socket.socket]:
        with self._candado:
            if self._proceso is None or self._mando is None or self._dueno != os.getpid():  # el heredado es de otro
                self._proceso, self._mando = _lanzar(self._modulo)
                self._dueno = os.getpid()
            return self._proceso, self._mando

    def _conversar(self, mando: socket.socket, pedido: Pedido, contenido: bytes, limite: float) -> bytes:
        mio, suyo = socket.socketpair()
        with mio:
            with suyo:
                dicho = json.dumps(pedido).encode("ascii")
                mio.sendall(len(dicho).to_bytes(8, "big") + dicho)
                socket.send_fds(mando, [b"\0"], [suyo.fileno()])
            mio.settimeout(_quedan(limite))
            mio.sendall(contenido)
            mio.shutdown(socket.SHUT_WR)
            largo = int.from_bytes(_recibir(mio, 8, limite), "big")
            if largo > self._maximo:
                raise SinRespuesta("contestó de más")
            return _recibir(mio, largo, limite)


def _acabo(proceso: subprocess.Popen[bytes]) -> bool:
    with suppress(subprocess.TimeoutExpired):
        proceso.wait(0.05)
    return proceso.returncode is not None


def _lanzar(modulo: str) -> tuple[subprocess.Popen[bytes], socket.socket]:
    mando, suyo = socket.socketpair()
    with suyo:
        proceso = subprocess.Popen(  # noqa: S603  (orden fija, sin intérprete de comandos)
            [sys.executable, "-s", "-P", "-m", modulo],
            stdin=suyo.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": str(Path(__file__).resolve().parent.parent), "PATH": os.defpath},
            cwd="/",
        )
    return proceso, mando


def _quedan(limite: float) -> float:
    if (segundos := limite - time.monotonic()) <= 0:
        raise TimeoutError
    return segundos


def _recibir(enchufe: socket.socket, cuantos: int, limite: float | None = None) -> bytes:
    """Esos bytes exactos. `ConnectionError` si se corta antes: media respuesta no es una respuesta."""
    partes: list[bytes] = []
    while cuantos:
        if limite is not None:
            enchufe.settimeout(_quedan(limite))
        parte = enchufe.recv(min(cuantos, TROZO))
        if not parte:
            raise ConnectionError("se cortó")
        partes.append(parte)
        cuantos -= len(parte)
    return b"".join(partes)


# --- De aquí en adelante, el otro proceso ---


@dataclass(frozen=True)
class _Hijo:
    pid: int
    limite: float


def atender(preparar: Preparar) -> None:
    """Cuerpo del vivero: un hijo por pedido, hasta que quien manda cierre o pase `OCIO_SEGUNDOS` sin pedir nada.

    `preparar` corre aquí, antes de bifurcar, y no ve el archivo: dice los límites del hijo y qué hará con los bytes.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # termina cuando termina quien manda
    gc.collect()
    gc.freeze()
    hijos: dict[int, _Hijo] = {}  # por el tubo que se cierra cuando cada uno muere
    with socket.socket(fileno=0) as mando:
        while listos := _esperar(mando, hijos):
            if mando.fileno() in listos and not _echar_a_andar(mando, preparar, hijos):
                break
    for tubo in list(hijos):
        _enterrar(hijos, tubo)


def _esperar(mando: socket.socket, hijos: dict[int, _Hijo]) -> list[int]:
    """Quién tiene algo que decir; nadie si se acabó el ocio. De paso entierra a muertos y retrasados."""
    ocio = time.monotonic() + OCIO_SEGUNDOS
    while True:
        limite = min((hijo.limite for hijo in hijos.values()), default=ocio)
        listos, _, _ = select.select([mando.fileno(), *hijos], [], [], max(0.0, limite - time.monotonic()))
        ahora = time.monotonic()
        for tubo in [tubo for tubo, hijo in hijos.items() if tubo in listos or hijo.limite <= ahora]:
            _enterrar(hijos, tubo)
        if mando.fileno() in listos or (not hijos and ahora >= ocio):
            return listos


def _enterrar(hijos: dict[int, _Hijo], tubo: int) -> None:
    pid = hijos.pop(tubo).pid
    os.close(tubo)
    os.kill(pid, signal.SIGKILL)  # sigue siendo suyo: nadie más lo ha recogido
    os.waitpid(pid, 0)


def _echar_a_andar(mando: socket.socket, preparar: Preparar, hijos: dict[int, _Hijo]) -> bool:
    """Falso si quien manda ya cerró."""
    dicho, descriptores, _, _ = socket.recv_fds(mando, 1, 1)
    if not dicho:
        return False
    with socket.socket(fileno=descriptores[0]) as enchufe:
        pedido = json.loads(_recibir(enchufe, int.from_bytes(_recibir(enchufe, 8), "big")))
        limites, labor = preparar(pedido)
        tubo, suyo = os.pipe()
        pid = os.fork()
        if pid == 0:
            _vivir(enchufe, [*hijos, tubo], limites, labor)
        os.close(suyo)
        hijos[tubo] = _Hijo(pid, time.monotonic() + pedido["segundos"])
    return True


def _vivir(enchufe: socket.socket, ajenos: list[int], limites: Limites, labor: Labor) -> NoReturn:
    """Cuerpo del hijo: no regresa. Si algo falla, muere sin contestar."""
    try:
        _soltar(ajenos)
        encerrar(limites)
        contenido = _leer_hasta_el_final(enchufe)
        prohibir_lo_demas()
        respuesta = labor(contenido)
        enchufe.sendall(len(respuesta).to_bytes(8, "big"))
        enchufe.sendall(respuesta)
    finally:
        os._exit(0)


def _soltar(ajenos: list[int]) -> None:
    """Ni el mando ni los tubos por los que se vigila a los hijos."""
    nulo = os.open(os.devnull, os.O_RDONLY)
    for ajeno in ajenos:
        os.close(ajeno)
    os.dup2(nulo, 0)
    os.close(nulo)


def _leer_hasta_el_final(enchufe: socket.socket) -> bytes:
    partes: list[bytes] = []
    while parte := enchufe.recv(TROZO):
        partes.append(parte)
    return b"".join(partes)


def encerrar(limites: Limites) -> None:
    """Topes del sistema operativo a este proceso; no se pueden volver a subir."""
    os.nice(CEDE)
    resource.setrlimit(resource.RLIMIT_AS, (limites.memoria, limites.memoria))
    resource.setrlimit(resource.RLIMIT_CPU, (limites.procesador, limites.procesador))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.disable()  # vive un archivo y tiene tope de memoria: recolectar le costaba un tercio del tiempo


def prohibir_lo_demas() -> None:
    """Gancho de auditoría (no se puede quitar): ni red, ni escritura, ni otros programas desde aquí."""

    def vigilar(evento: str, argumentos: tuple[object, ...]) -> None:
        if evento.startswith(PROHIBIDOS) or (evento == "open" and _escribe(*argumentos[1:3])):
            raise PermissionError(f"Aquí no se permite {evento}.")

    sys.addaudithook(vigilar)


def _escribe(modo: object, banderas: object) -> bool:
    return (isinstance(modo, str) and bool(set(modo) & set("wax+"))) or (
        isinstance(banderas, int) and bool(banderas & ESCRIBEN)
    )
