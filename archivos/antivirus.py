"""Preguntar a ClamAV por su protocolo INSTREAM (clamd(8)): trozos con su largo en cuatro bytes, y un cero al final."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings

CONEXION_SEGUNDOS, RESPUESTA_SEGUNDOS = 5, 120
TROZO = 64 * 1024
MAXIMO_DE_RESPUESTA = 4096
HALLADO = re.compile(r"^stream: (?P<firma>.+) FOUND$")


class EscanerCaido(RuntimeError):
    """No hay con quién hablar: nada se sabe del archivo y conviene parar hasta la siguiente vuelta."""


class SinVeredicto(RuntimeError):
    """El escáner contestó que no pudo con este archivo (o contestó otra cosa): sigue pendiente."""


def hay() -> bool:
    """Si la instalación tiene antivirus (`CLAMAV_URL`)."""
    return bool(settings.CLAMAV_URL)


def escanear(trozos: Iterable[bytes], url: str | None = None) -> str:
    """El nombre de lo que halló, o «» si está limpio. Lanza `EscanerCaido` o `SinVeredicto`; nunca supone que lo está.

    `url` es `tcp://servidor:puerto` o `unix:///ruta`; si falta, la de la instalación.
    """
    try:
        with _conectar(url or settings.CLAMAV_URL) as enchufe:
            respuesta = _conversar(enchufe, trozos)
    except OSError as error:
        raise EscanerCaido(type(error).__name__) from error
    if respuesta == "stream: OK":
        return ""
    if hallado := HALLADO.match(respuesta):
        return hallado["firma"]
    if not respuesta:
        raise EscanerCaido("cerró sin contestar")
    raise SinVeredicto(respuesta[:200])


def _conectar(url: str) -> socket.socket:
    partes = urlsplit(url)
    if partes.scheme == "unix":
        enchufe = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        enchufe.settimeout(CONEXION_SEGUNDOS)
        try:
            enchufe.connect(partes.path)
        except OSError:
            enchufe.close()
            raise
    else:
        enchufe = socket.create_connection((str(partes.hostname), partes.port or 3310), CONEXION_SEGUNDOS)
    enchufe.settimeout(RESPUESTA_SEGUNDOS)
    return enchufe


def _conversar(enchufe: socket.socket, trozos: Iterable[bytes]) -> str:
    try:
        enchufe.sendall(b"zINSTREAM\0")
        for trozo in _de_a(trozos):
            enchufe.sendall(len(trozo).to_bytes(4, "big") + trozo)
        enchufe.sendall(bytes(4))
    except (BrokenPipeError, ConnectionResetError):  # al pasarse del tope clamd lo dice y cuelga: se lee qué dijo
        pass
    return _leer(enchufe)


def _leer(enchufe: socket.socket) -> str:
    """La respuesta hasta su nulo; «» si se cortó antes: media respuesta no es un veredicto."""
    recibido = b""
    while not recibido.endswith(b"\0") and len(recibido) < MAXIMO_DE_RESPUESTA:
        parte = enchufe.recv(MAXIMO_DE_RESPUESTA)
        if not parte:
            return ""
        recibido += parte
    return recibido.rstrip(b"\0").decode("utf-8", "replace").strip()


def _de_a(trozos: Iterable[bytes]) -> Iterable[bytes]:
    for trozo in trozos:
        for n in range(0, len(trozo), TROZO):
            yield trozo[n : n + TROZO]
