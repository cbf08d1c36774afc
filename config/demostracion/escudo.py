"""El escudo de la demostración: uno dibujado aquí, de nadie, para que se vea dónde va el de verdad."""

from __future__ import annotations

import struct
import zlib
from datetime import datetime

from archivos.entrada import guardar
from config.demostracion.gente import Gente
from dictamenes.textos import escudo

LADO, BORDE = 240, 8
BLANCO, GUINDA, ORO = b"\xff\xff\xff", b"\x9b\x22\x47", b"\xa5\x7f\x2c"


def sembrar_escudo(gente: Gente, en: datetime) -> None:
    """Una persona lo sube y otra lo publica, como el de verdad."""
    sube, publica = gente.central["administrador"][:2]
    subido = escudo.subir(guardar(imagen(), "image/png"), "escudo-de-demostracion.png", por=sube, en=en)
    escudo.publicar(subido, por=publica, en=en)


def imagen() -> bytes:
    """Un escudo liso, con su orilla y una banda, en PNG (ISO/IEC 15948)."""
    filas = b"".join(b"\x00" + b"".join(_punto(x, y) for x in range(LADO)) for y in range(LADO))
    cabeza = struct.pack(">IIBBBBB", LADO, LADO, 8, 2, 0, 0, 0)
    partes = ((b"IHDR", cabeza), (b"IDAT", zlib.compress(filas, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(dato)) + clase + dato + struct.pack(">I", zlib.crc32(clase + dato))
        for clase, dato in partes
    )


def _punto(x: int, y: int) -> bytes:
    medio, ancho = abs(x - LADO // 2), _ancho(y)
    if y < BORDE or medio > ancho:
        return BLANCO
    en_orilla = medio > ancho - BORDE or y < 2 * BORDE or medio > _ancho(y + BORDE)
    return ORO if en_orilla or abs(x - y) < BORDE else GUINDA


def _ancho(y: int) -> int:
    """Medio ancho del escudo a esa altura: recto arriba y en punta abajo; negativo, fuera de él."""
    recto = LADO * 6 // 10
    return 96 if y < recto else int(96 * (1 - ((y - recto) / (LADO - recto - BORDE)) ** 2)) if y < LADO - BORDE else -1
