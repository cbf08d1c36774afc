"""Hasta dónde dijo cada proceso que confirmó la bitácora: con eso se nota una cola cortada antes de anclarse.

Quien confirma un evento se lo dice al firmante por un socket de mensajes, al mejor esfuerzo y sin esperar; él guarda
el mayor en un archivo suyo. Al anclar, la base tiene que llegar hasta ahí y decir lo mismo.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import struct
import tempfile
from collections.abc import Collection
from contextlib import suppress
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from bitacora.models import Evento
from verificador.anclas import HUELLA

registro = logging.getLogger(__name__)
ARCHIVO, SUFIJO = "cabeza.json", ".cabezas"
LARGO = 256  # bytes de un mensaje; el número y el eslabón ocupan menos de cien
CREDENCIALES = struct.Struct("3i")


def al_confirmar(evento: Evento) -> None:
    """Si el firmante vive aparte, le dirá este evento en cuanto se confirme. Nunca falla ni espera."""
    if settings.FIRMANTE_SOCKET:
        transaction.on_commit(partial(decir, evento.n, evento.eslabon), robust=True)


def decir(n: int, eslabon: str) -> None:
    """Un mensaje suelto al firmante; si no está o no da abasto, se pierde y ya."""
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as enchufe:
        enchufe.setblocking(False)
        enchufe.sendto(f"{n} {eslabon}".encode(), f"{settings.FIRMANTE_SOCKET}{SUFIJO}")


def escuchar(ruta: str, cuentas: Collection[int]) -> None:
    """Guarda lo que digan esas cuentas, hasta que el proceso termine; es para un hilo aparte. No toca la base."""
    Path(f"{ruta}{SUFIJO}").unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as enchufe:
        enchufe.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        enchufe.bind(f"{ruta}{SUFIJO}")
        os.chmod(f"{ruta}{SUFIJO}", 0o666)  # noqa: S103 como el otro: la barrera es su carpeta y el uid
        while True:
            mensaje, sobrantes, *_ = enchufe.recvmsg(LARGO, socket.CMSG_SPACE(CREDENCIALES.size))
            uids = {CREDENCIALES.unpack(datos)[1] for _, _, datos in sobrantes}
            try:
                if uids <= set(cuentas) and uids and (dicha := _leida(mensaje)):
                    oir(*dicha)
            except OSError:  # el disco: se dice y se sigue, que lo que falte lo dirá el siguiente
                registro.exception("El firmante no pudo guardar hasta dónde va la bitácora.")


def oir(n: int, eslabon: str) -> None:
    """Guarda esa cabeza si es mayor que la que había; queda entera o queda la anterior."""
    antes = leer()
    if antes and antes[0] >= n:
        return
    ruta = _ruta()
    ruta.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile("w", dir=ruta.parent, delete=False, encoding="utf-8") as parcial:
        json.dump({"n": n, "eslabon": eslabon}, parcial)
    Path(parcial.name).replace(ruta)


def leer() -> tuple[int, str] | None:
    """La mayor que se ha oído; None si ninguna o si el archivo no se entiende: es un apoyo, no la memoria del sello."""
    try:
        dicho = json.loads(_ruta().read_text(encoding="utf-8"))
        return int(dicho["n"]), str(dicho["eslabon"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def olvidar() -> None:
    """Se empieza de nuevo: un origen nuevo deja atrás lo que se oyó del anterior."""
    _ruta().unlink(missing_ok=True)


def _leida(mensaje: bytes) -> tuple[int, str] | None:
    n, _, eslabon = mensaje.decode("ascii", "replace").partition(" ")
    return (int(n), eslabon) if n.isdecimal() and len(n) < 19 and HUELLA.fullmatch(eslabon) else None


def _ruta() -> Path:
    return Path(settings.FIRMANTE_CARPETA) / ARCHIVO
