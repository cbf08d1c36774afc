"""El diario del firmante: un renglón por cada cosa que selló, en un archivo suyo que sólo crece.

Cada renglón cita la huella del anterior. La auditoría lo pide y lo compara con la bitácora: lo sellado que ella no
cuenta, y lo que ella cuenta y él no selló.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from django.conf import settings

from verificador.cadena import ORIGEN, canonico

ARCHIVO = "diario.jsonl"
LARGO_DE_RENGLON = 4096  # bytes; ninguno se acerca


class DiarioDanado(RuntimeError):
    """Un renglón no se entiende o no sigue al anterior: alguien lo tocó, o el disco falló."""


@dataclass(frozen=True)
class Renglon:
    """Qué se selló, de qué objeto, con qué evento que lo autoriza y hasta qué evento iba la bitácora.

    `en`: momento UTC en ISO 8601. `sellado`: SHA-256 de lo que se entregó; `borrador`: de lo que se redactó.
    """

    numero: int
    en: str
    clase: str
    objeto: str
    borrador: str
    sellado: str
    evento: int
    cabeza: int
    previo: str

    @property
    def huella(self) -> str:
        return sha256(canonico(asdict(self))).hexdigest()


def anotar(*, en: str, clase: str, objeto: str, borrador: bytes, sellado: bytes, evento: int, cabeza: int) -> Renglon:
    """Agrega un renglón; vuelve cuando está en el disco. Lanza `DiarioDanado` si el último no se entiende."""
    ruta = _ruta()
    ruta.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(ruta, "a+b", opener=_solo_para_su_dueno) as archivo:
        fcntl.flock(archivo, fcntl.LOCK_EX)
        ultimo = _ultimo(archivo)
        nuevo = Renglon(
            ultimo.numero + 1 if ultimo else 1, en, clase, objeto, sha256(borrador).hexdigest(),
            sha256(sellado).hexdigest(), evento, cabeza, ultimo.huella if ultimo else ORIGEN,
        )
        archivo.write(canonico(asdict(nuevo)) + b"\n")
        archivo.flush()
        os.fsync(archivo.fileno())
    return nuevo


def leer(tras: int = 0) -> Iterator[Renglon]:
    """Los renglones después del número `tras`, comprobado que cada uno siga al anterior. Lanza `DiarioDanado`."""
    numero, previo = 0, ORIGEN
    try:
        archivo = _ruta().open("rb")
    except FileNotFoundError:
        return
    with archivo:
        for linea in archivo:
            renglon = _leido(linea)
            if (renglon.numero, renglon.previo) != (numero + 1, previo):
                raise DiarioDanado(f"El renglón {numero + 1} del diario del firmante no sigue al anterior.")
            numero, previo = renglon.numero, renglon.huella
            if numero > tras:
                yield renglon


def _ultimo(archivo: IO[bytes]) -> Renglon | None:
    tamano = archivo.seek(0, os.SEEK_END)
    archivo.seek(max(0, tamano - LARGO_DE_RENGLON))
    renglones = archivo.read().splitlines()
    return _leido(renglones[-1]) if renglones else None


def _leido(linea: bytes) -> Renglon:
    try:
        return Renglon(**json.loads(linea))
    except (ValueError, TypeError) as error:
        raise DiarioDanado("El diario del firmante tiene un renglón que no se entiende.") from error


def _solo_para_su_dueno(ruta: str, modo: int) -> int:
    return os.open(ruta, modo, 0o600)


def _ruta() -> Path:
    return Path(settings.FIRMANTE_CARPETA) / ARCHIVO
