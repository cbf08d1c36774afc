"""Proceso aparte que verifica: lee pedidos JSON por línea en la entrada y contesta uno por línea en la salida."""

from __future__ import annotations

import gc
import json
import logging
import os
import resource
import select
import signal
import stat
import sys
import time
from datetime import UTC, datetime
from typing import BinaryIO, TypedDict

from verificador.estructura import MAXIMO_DE_BYTES
from verificador.politica import Exigencias, juzgar
from verificador.raices import Raices, cargar_raices
from verificador.veredictos import INVALIDA, Dictado, RaicesInservibles, Rechazo

MEMORIA = 1024 * 1024 * 1024
SEGUNDOS_DE_PROCESADOR = 20
SEGUNDOS_DE_RELOJ = 30
MAXIMO_DE_RESPUESTA = 64 * 1024
EXCEDIDO = Dictado(INVALIDA, "El PDF agota el tiempo o la memoria permitidos; no se pudo revisar.")
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


class Pedido(TypedDict):
    """Lo que pide `subproceso.Verificador` por cada archivo."""

    archivo: str
    raices: str
    requeridos: list[str]
    firmantes: dict[str, str]
    momento: str | None


def atender(entrada: BinaryIO, salida: BinaryIO) -> None:
    """Contesta cada línea hasta que se cierre la entrada."""
    logging.disable(logging.CRITICAL)
    conocidas: dict[str, Raices] = {}
    for linea in entrada:
        dictado = _atender_uno(json.loads(linea), conocidas)
        salida.write(json.dumps(dictado.como_dict("")).encode("ascii") + b"\n")
        salida.flush()


def _atender_uno(pedido: Pedido, conocidas: dict[str, Raices]) -> Dictado:
    carpeta = pedido["raices"]
    try:
        if carpeta not in conocidas:
            conocidas[carpeta] = cargar_raices(carpeta)
    except RaicesInservibles as error:
        return Dictado(INVALIDA, str(error))
    return _en_un_hijo(pedido, conocidas[carpeta])


def _en_un_hijo(pedido: Pedido, raices: Raices) -> Dictado:
    lee, escribe = os.pipe()
    hijo = os.fork()
    if hijo == 0:
        _trabajar(pedido, raices, escribe)
    os.close(escribe)
    try:
        respuesta = json.loads(_leer_con_limite(lee))
        return Dictado(respuesta["veredicto"], respuesta["motivo"])
    except (ValueError, KeyError, TypeError):
        return EXCEDIDO
    finally:
        os.close(lee)
        os.kill(hijo, signal.SIGKILL)
        os.waitpid(hijo, 0)


def _leer_con_limite(descriptor: int) -> bytes:
    limite = time.monotonic() + SEGUNDOS_DE_RELOJ
    partes: list[bytes] = []
    while sum(map(len, partes)) < MAXIMO_DE_RESPUESTA:
        listos, _, _ = select.select([descriptor], [], [], max(0.0, limite - time.monotonic()))
        if not listos:
            break
        parte = os.read(descriptor, MAXIMO_DE_RESPUESTA)
        if not parte:
            break
        partes.append(parte)
    return b"".join(partes)


def _trabajar(pedido: Pedido, raices: Raices, escribe: int) -> None:
    """Cuerpo del hijo: no regresa."""
    try:
        _encerrar()
        dictado = _verificar(pedido, raices)
        os.write(escribe, json.dumps(dictado.como_dict("")).encode("ascii"))
    finally:
        os._exit(0)


def _verificar(pedido: Pedido, raices: Raices) -> Dictado:
    try:
        pdf = leer_archivo(pedido["archivo"])
    except Rechazo as rechazo:
        return Dictado(INVALIDA, str(rechazo))
    _prohibir_lo_demas()
    momento = datetime.fromisoformat(pedido["momento"]) if pedido["momento"] else datetime.now(UTC)
    return juzgar(pdf, raices, momento, Exigencias(pedido["requeridos"], pedido["firmantes"]))


def leer_archivo(ruta: str) -> bytes:
    """Contenido de un archivo común de tamaño razonable; Rechazo con el motivo si no lo es."""
    try:
        # Sin bloquear: abrir una tubería con nombre esperaría para siempre a quien escriba.
        descriptor = os.open(ruta, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise Rechazo("El archivo no existe.") from None
    except (OSError, ValueError):
        raise Rechazo("El archivo no se puede leer.") from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Rechazo("No es un archivo común (¿una carpeta?).")
        return _leer_todo(descriptor)
    except OSError:
        raise Rechazo("El archivo no se puede leer.") from None
    finally:
        os.close(descriptor)


def _leer_todo(descriptor: int) -> bytes:
    partes: list[bytes] = []
    while sum(map(len, partes)) <= MAXIMO_DE_BYTES:
        parte = os.read(descriptor, 1024 * 1024)
        if not parte:
            break
        partes.append(parte)
    return b"".join(partes)


def _encerrar() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORIA, MEMORIA))
    resource.setrlimit(resource.RLIMIT_CPU, (SEGUNDOS_DE_PROCESADOR, SEGUNDOS_DE_PROCESADOR + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAXIMO_DE_RESPUESTA, MAXIMO_DE_RESPUESTA))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.disable()  # vive un archivo y tiene tope de memoria: recolectar le costaba un tercio del tiempo


def _prohibir_lo_demas() -> None:
    """Gancho de auditoría (no se puede quitar): ni red, ni escritura, ni otros programas desde aquí."""

    def vigilar(evento: str, argumentos: tuple[object, ...]) -> None:
        escritura = evento == "open" and isinstance(argumentos[1], str) and set(argumentos[1]) & set("wax+")
        if escritura or evento.startswith(PROHIBIDOS):
            raise PermissionError(f"El verificador no permite {evento}.")

    sys.addaudithook(vigilar)


if __name__ == "__main__":
    atender(sys.stdin.buffer, sys.stdout.buffer)
