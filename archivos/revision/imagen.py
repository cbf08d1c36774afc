"""Una imagen que de verdad se dibuja, de tamaño razonable y sin nada pegado después."""

from __future__ import annotations

import io
import struct
import zlib
from itertools import count

from PIL import Image

from archivos.revision import DANADO, NoAdmitido, exigir_que_no_sea_zip

MAXIMO_DE_PIXELES = 50_000_000  # una carta a 600 puntos por pulgada y algo más
FORMATOS = {"png": ("PNG",), "jpg": ("JPEG", "MPO"), "jpeg": ("JPEG", "MPO")}
GRANDE = "tiene demasiados pixeles: redúzcala y adjúntela de nuevo"
PEGADO = "trae datos pegados después de la imagen: ábrala, guárdela de nuevo y adjúntela"


def revisar(contenido: bytes, extension: str) -> None:
    """Lanza `NoAdmitido` con la causa; `MemoryError` si no cabe en la memoria permitida."""
    if b"%PDF-" in contenido[:1024]:
        raise NoAdmitido(DANADO)
    exigir_que_no_sea_zip(contenido)
    try:
        cola = _cola_png(contenido) if extension == "png" else _cola_jpg(contenido)
    except (struct.error, IndexError, zlib.error) as error:
        raise NoAdmitido(DANADO) from error
    if cola.strip(b"\x00\r\n "):
        raise NoAdmitido(PEGADO)
    _decodificar(contenido, extension)


def _decodificar(contenido: bytes, extension: str) -> None:
    Image.MAX_IMAGE_PIXELS = None  # el tope se mira aquí, antes de decodificar
    try:
        with Image.open(io.BytesIO(contenido), formats=FORMATOS[extension][:1]) as imagen:
            if imagen.width * imagen.height > MAXIMO_DE_PIXELES:
                raise NoAdmitido(GRANDE)
            if imagen.format not in FORMATOS[extension]:
                raise NoAdmitido(DANADO)
            imagen.load()
    except (OSError, ValueError, SyntaxError, struct.error, EOFError) as error:
        raise NoAdmitido(DANADO) from error


def _cola_png(contenido: bytes) -> bytes:
    """Lo que sigue a IEND (PNG, ISO/IEC 15948 §5)."""
    lugar = 8
    while True:
        largo, clase = struct.unpack_from(">I4s", contenido, lugar)
        lugar += 12 + largo
        if clase == b"IEND":
            return contenido[lugar:]


def _cola_jpg(contenido: bytes) -> bytes:
    """Lo que sigue a la última imagen: los teléfonos pegan otras completas (MPF), y ésas no cuentan como cola."""
    while contenido.startswith(b"\xff\xd8\xff"):
        contenido = contenido[_fin_jpg(contenido) :].lstrip(b"\x00")
    return contenido


def _fin_jpg(contenido: bytes) -> int:
    """Dónde acaba la imagen que empieza en el byte 0: tras su EOI (ITU-T T.81 §B.1)."""
    lugar = 2
    while True:
        if contenido[lugar] != 0xFF:
            lugar = _siguiente_marca(contenido, lugar)
        marca = contenido[lugar + 1]
        if marca == 0xD9:
            return lugar + 2
        if marca == 0xFF:
            lugar += 1
            continue
        if marca in (0x01, *range(0xD0, 0xD8)):
            lugar += 2
            continue
        lugar += 2 + struct.unpack_from(">H", contenido, lugar + 2)[0]
        if marca == 0xDA:
            lugar = _siguiente_marca(contenido, lugar)


def _siguiente_marca(contenido: bytes, desde: int) -> int:
    """La primera marca que no es un FF escapado ni un reinicio."""
    for _ in count():
        desde = contenido.find(b"\xff", desde)
        if desde < 0:
            raise IndexError("sin EOI")
        if contenido[desde + 1] not in (0x00, *range(0xD0, 0xD8)):
            return desde
        desde += 2
    raise AssertionError
