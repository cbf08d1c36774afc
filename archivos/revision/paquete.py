"""Un ZIP leído con desconfianza: su directorio puede mentir, así que todo se mide otra vez al inflar."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from archivos.revision import DANADO, NoAdmitido

MAXIMO_DE_ENTRADAS = 5000
MAXIMO_INFLADO = 200 * 1024 * 1024  # bytes, todas las partes
RAZON, DESDE = 250, 8 * 1024 * 1024  # una parte de más de 8 MB no puede ser 250 veces mayor que comprimida
TROZO = 64 * 1024
BOMBA = "se expande demasiado al abrirse: guárdelo de nuevo, o como PDF, y adjúntelo"
CON_CLAVE = "pide contraseña o usa una compresión que no se puede revisar: guárdelo sin protección y adjúntelo"
ENCABEZADO_LOCAL = 30  # bytes fijos antes del nombre
ENLACE = 0xA000  # S_IFLNK en los atributos externos de Unix
RUTA_MALA = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:|[\\\x00-\x1f]")


class Paquete:
    """Las partes de un ZIP entero, sin huecos al principio ni cola al final. `NoAdmitido` si algo no casa."""

    def __init__(self, contenido: bytes) -> None:
        self._contenido = contenido
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(contenido))
        except (zipfile.BadZipFile, ValueError, OSError, RecursionError) as error:
            raise NoAdmitido(DANADO) from error
        self.partes = {entrada.filename: entrada for entrada in self._zip.infolist()}
        self._inflado = 0
        self._exigir_directorio()

    def inflar(self, nombre: str) -> Iterator[bytes]:
        """Los bytes de una parte, por trozos, contando de verdad. Lanza `NoAdmitido`."""
        entrada = self.partes[nombre]
        comprimido = self._comprimido(entrada)
        suma, medido = 0, 0
        for trozo in _trozos(comprimido, entrada.compress_type):
            medido += len(trozo)
            self._inflado += len(trozo)
            if self._inflado > MAXIMO_INFLADO or medido > entrada.file_size:
                raise NoAdmitido(BOMBA)
            suma = zlib.crc32(trozo, suma)
            yield trozo
        if medido != entrada.file_size or suma != entrada.CRC:
            raise NoAdmitido(DANADO)

    def _comprimido(self, entrada: zipfile.ZipInfo) -> memoryview:
        try:
            self._zip.open(entrada).close()  # coteja el nombre del encabezado local con el del directorio
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
            raise NoAdmitido(DANADO) from error
        inicio = _inicio(self._contenido, entrada)
        return memoryview(self._contenido)[inicio : inicio + entrada.compress_size]

    def _exigir_directorio(self) -> None:
        entradas = self._zip.infolist()
        if not 0 < len(entradas) <= MAXIMO_DE_ENTRADAS:
            raise NoAdmitido(BOMBA)
        if len({e.filename.lower() for e in entradas}) != len(entradas):
            raise NoAdmitido(DANADO)
        for entrada in entradas:
            _exigir_entrada(entrada)
        if sum(e.file_size for e in entradas) > MAXIMO_INFLADO:
            raise NoAdmitido(BOMBA)
        self._exigir_orden(entradas)

    def _exigir_orden(self, entradas: list[zipfile.ZipInfo]) -> None:
        """Empieza en el primer byte, nada se encima (bombas de partes traslapadas) y nada sigue al directorio."""
        fin = 0
        for entrada in sorted(entradas, key=lambda e: e.header_offset):
            if entrada.header_offset < fin or (fin == 0 and entrada.header_offset):
                raise NoAdmitido(DANADO)
            fin = _inicio(self._contenido, entrada) + entrada.compress_size
        if fin > self._zip.start_dir or self._zip.comment or not self._cierra():
            raise NoAdmitido(DANADO)

    def _cierra(self) -> bool:
        return self._contenido[-22:-18] == b"PK\x05\x06"


def _exigir_entrada(entrada: zipfile.ZipInfo) -> None:
    if RUTA_MALA.search(entrada.orig_filename) or entrada.external_attr >> 16 & 0xF000 == ENLACE:
        raise NoAdmitido("trae rutas que escriben fuera de su lugar: guárdelo de nuevo y adjúntelo")
    if entrada.flag_bits & 0x1 or entrada.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NoAdmitido(CON_CLAVE)
    if entrada.file_size > DESDE and entrada.file_size > RAZON * max(entrada.compress_size, 1):
        raise NoAdmitido(BOMBA)


def _inicio(contenido: bytes, entrada: zipfile.ZipInfo) -> int:
    fijo = contenido[entrada.header_offset : entrada.header_offset + ENCABEZADO_LOCAL]
    if len(fijo) < ENCABEZADO_LOCAL or not fijo.startswith(b"PK\x03\x04"):
        raise NoAdmitido(DANADO)
    nombre, extra = int.from_bytes(fijo[26:28], "little"), int.from_bytes(fijo[28:30], "little")
    return entrada.header_offset + ENCABEZADO_LOCAL + nombre + extra


def _trozos(comprimido: memoryview, metodo: int) -> Iterator[bytes]:
    if metodo == zipfile.ZIP_STORED:
        for n in range(0, len(comprimido), TROZO):
            yield bytes(comprimido[n : n + TROZO])
        return
    inflador, pendiente = zlib.decompressobj(-zlib.MAX_WBITS), bytes(comprimido)
    try:
        while not inflador.eof:
            trozo = inflador.decompress(pendiente, TROZO)
            pendiente = inflador.unconsumed_tail
            if not trozo and not pendiente:
                break
            yield trozo
    except zlib.error as error:
        raise NoAdmitido(DANADO) from error
    if not inflador.eof or inflador.unused_data:
        raise NoAdmitido(DANADO)
