"""Cómo viaja un pedido por el socket: un encabezado JSON y un cuerpo, cada uno con su largo por delante."""

from __future__ import annotations

import json
import socket
import struct
import time
from typing import Any

from dictamenes.documento.firmante.excepciones import FirmanteNoDisponible, PapelRechazado

Dicho = dict[str, Any]
LARGO = struct.Struct(">I")
MAXIMO_ENCABEZADO, MAXIMO_CUERPO = 256 * 1024, 64 * 1024 * 1024
ESPERA = 90.0  # segundos que espera quien pide: el firmante atiende de uno en uno y puede estar esperando una estampa
RECHAZADO, NO_DISPONIBLE = "rechazado", "no_disponible"
SIN_FIRMANTE = "El firmante no responde: no se selló nada y lo pendiente espera."


class SobreIlegible(ValueError):
    """Lo que llegó no tiene la forma de un pedido, o no llegó a tiempo."""


def preguntar(ruta: str, orden: str, dicho: Dicho, cuerpo: bytes, espera: float = ESPERA) -> bytes:
    """Manda un pedido y devuelve el cuerpo de la respuesta. `FirmanteNoDisponible` o `PapelRechazado`."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as enchufe:
            enchufe.settimeout(espera)
            enchufe.connect(ruta)
            mandar(enchufe, {"orden": orden, **dicho}, cuerpo)
            respuesta, contenido = recibir(enchufe, espera)
    except (OSError, SobreIlegible) as error:
        raise FirmanteNoDisponible(SIN_FIRMANTE) from error
    if respuesta.get("error") == RECHAZADO:
        raise PapelRechazado(str(respuesta["motivo"]))
    if "error" in respuesta:
        raise FirmanteNoDisponible(str(respuesta["motivo"]))
    return contenido


def mandar(enchufe: socket.socket, encabezado: Dicho, cuerpo: bytes = b"") -> None:
    """Un sobre entero. Lanza `OSError`."""
    texto = json.dumps(encabezado, ensure_ascii=False).encode()
    enchufe.sendall(LARGO.pack(len(texto)) + texto + LARGO.pack(len(cuerpo)) + cuerpo)


def recibir(enchufe: socket.socket, segundos: float) -> tuple[Dicho, bytes]:
    """Un sobre entero, en ese tiempo y no más. `SobreIlegible` u `OSError`."""
    limite = time.monotonic() + segundos
    texto = _parte(enchufe, limite, MAXIMO_ENCABEZADO)
    cuerpo = _parte(enchufe, limite, MAXIMO_CUERPO)
    try:
        encabezado = json.loads(texto)
    except ValueError as error:
        raise SobreIlegible("El encabezado no es JSON.") from error
    if not isinstance(encabezado, dict):
        raise SobreIlegible("El encabezado no es un objeto.")
    return encabezado, cuerpo


def _parte(enchufe: socket.socket, limite: float, maximo: int) -> bytes:
    (largo,) = LARGO.unpack(_exactos(enchufe, LARGO.size, limite))
    if largo > maximo:
        raise SobreIlegible("El sobre es más grande de lo que se admite.")
    return _exactos(enchufe, largo, limite)


def _exactos(enchufe: socket.socket, cuantos: int, limite: float) -> bytes:
    juntos = bytearray()
    while len(juntos) < cuantos:
        enchufe.settimeout(max(0.01, limite - time.monotonic()))
        if time.monotonic() > limite or not (trozo := enchufe.recv(min(65536, cuantos - len(juntos)))):
            raise SobreIlegible("El sobre no llegó entero, o no llegó a tiempo.")
        juntos += trozo
    return bytes(juntos)
