"""Notas firmadas (C2SP signed-note), cabezas de registro (tlog-checkpoint) y sus cofirmas con hora (cosignature/v1)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

DE_BITACORA, DE_TESTIGO = 1, 4  # el byte que dice qué clase de firma Ed25519 es
MAXIMO_DE_NOTA, MAXIMO_DE_FIRMAS = 64 * 1024, 64
RAYA = "— "
DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class NotaIlegible(ValueError):
    """Lo recibido no tiene la forma de una nota, de un checkpoint o de una llave; el texto dice por qué."""


class FirmaFalsa(NotaIlegible):
    """La nota trae una firma de una llave conocida, y no es suya."""


@dataclass(frozen=True)
class Llave:
    """Una llave pública Ed25519 con su nombre; `clase` es DE_BITACORA o DE_TESTIGO."""

    nombre: str
    clase: int
    publica: bytes

    @property
    def id(self) -> bytes:
        """Los cuatro bytes con que se reconoce en una firma; no es una huella segura, sólo un apodo."""
        return sha256(self.nombre.encode() + b"\n" + bytes([self.clase]) + self.publica).digest()[:4]

    @property
    def vkey(self) -> str:
        """Como se entrega a quien va a confiar en ella: `nombre+id+base64`."""
        return f"{self.nombre}+{self.id.hex()}+{en_base64(bytes([self.clase]) + self.publica)}"

    def vale(self, firma: bytes, texto: bytes) -> bool:
        """Si esa firma Ed25519 es suya."""
        try:
            Ed25519PublicKey.from_public_bytes(self.publica).verify(firma, texto)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class Firma:
    """Un renglón de firma: de quién dice ser y lo que trae después de los cuatro bytes de su llave."""

    nombre: str
    id: bytes
    valor: bytes

    def renglon(self) -> str:
        """Como se escribe, con su salto de línea."""
        return f"{RAYA}{self.nombre} {en_base64(self.id + self.valor)}\n"


@dataclass(frozen=True)
class Nota:
    """Un texto, que acaba en salto de línea, y sus firmas, sin juzgar."""

    texto: str
    firmas: tuple[Firma, ...]

    @property
    def entera(self) -> bytes:
        """Los bytes que se publican."""
        return f"{self.texto}\n{''.join(firma.renglon() for firma in self.firmas)}".encode()

    def con(self, firmas: Iterable[Firma]) -> Nota:
        """La misma, con esas firmas además; las repetidas van una vez."""
        return Nota(self.texto, tuple(dict.fromkeys((*self.firmas, *firmas))))


@dataclass(frozen=True)
class Checkpoint:
    """Hasta dónde llega un registro: su origen, cuántas hojas y la raíz (RFC 6962, 32 bytes)."""

    origen: str
    n: int
    raiz: bytes

    @property
    def texto(self) -> str:
        """El cuerpo que se firma."""
        return f"{self.origen}\n{self.n}\n{en_base64(self.raiz)}\n"


def en_base64(datos: bytes) -> str:
    """Base 64 de siempre (RFC 4648 §4)."""
    return base64.b64encode(datos).decode()


def de_base64(texto: str, largo: int | None = None) -> bytes:
    """Los bytes; `NotaIlegible` si no está en su forma canónica o no mide `largo`."""
    try:
        datos = base64.b64decode(texto, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotaIlegible("trae algo que no es base 64") from error
    if en_base64(datos) != texto or (largo is not None and len(datos) != largo):
        raise NotaIlegible("trae un dato en base 64 que no mide lo que debe")
    return datos


def entero(texto: str) -> int:
    """Un decimal sin ceros a la izquierda, menor que 2^63. `NotaIlegible` si no lo es."""
    if not DECIMAL.fullmatch(texto) or int(texto) >= 1 << 63:
        raise NotaIlegible(f"«{texto[:24]}» no es un número sin ceros a la izquierda")
    return int(texto)


def leer_vkey(texto: str) -> Llave:
    """La llave de su `vkey`. `NotaIlegible` si no lo es o su apodo no casa."""
    nombre, _, resto = texto.strip().partition("+")
    apodo, _, datos = resto.partition("+")
    crudo = de_base64(datos)
    exigir_nombre(nombre)
    if len(crudo) != 33 or crudo[0] not in (DE_BITACORA, DE_TESTIGO):
        raise NotaIlegible(f"la llave de «{nombre}» no es Ed25519 de bitácora (01) ni de testigo (04)")
    llave = Llave(nombre, crudo[0], crudo[1:])
    if llave.id.hex() != apodo:
        raise NotaIlegible(f"el apodo de la llave de «{nombre}» no casa con ella")
    return llave


def exigir_nombre(nombre: str) -> None:
    """Sin espacios, sin «+» y no vacío. `NotaIlegible` si no."""
    if not nombre or "+" in nombre or any(letra.isspace() for letra in nombre) or CONTROL.search(nombre):
        raise NotaIlegible("un nombre de llave está vacío o trae espacios o «+»")


def leer_nota(crudo: bytes) -> Nota:
    """La nota, sin juzgar sus firmas. `NotaIlegible` si no tiene su forma o pesa demasiado."""
    if len(crudo) > MAXIMO_DE_NOTA:
        raise NotaIlegible("la nota pesa demasiado")
    try:
        entera = crudo.decode()
    except UnicodeDecodeError as error:
        raise NotaIlegible("la nota no es UTF-8") from error
    texto, hay, firmas = entera.rpartition("\n\n")
    if not (hay and texto and firmas.endswith("\n")) or CONTROL.search(entera):
        raise NotaIlegible("no tiene la forma de una nota firmada")
    renglones = firmas[:-1].split("\n")
    if len(renglones) > MAXIMO_DE_FIRMAS:
        raise NotaIlegible("la nota trae demasiadas firmas")
    return Nota(texto + "\n", tuple(map(leer_firma, renglones)))


def leer_firma(renglon: str) -> Firma:
    """Un renglón de firma, sin su salto de línea. `NotaIlegible` si no lo es."""
    nombre, espacio, datos = renglon.removeprefix(RAYA).partition(" ")
    if not (renglon.startswith(RAYA) and espacio):
        raise NotaIlegible("trae un renglón que no es una firma")
    exigir_nombre(nombre)
    crudo = de_base64(datos)
    if len(crudo) < 5:
        raise NotaIlegible(f"la firma de «{nombre}» está cortada")
    return Firma(nombre, crudo[:4], crudo[4:])


def leer_checkpoint(nota: Nota) -> Checkpoint:
    """Lo que dice el texto de la nota. `NotaIlegible` si no es un checkpoint."""
    origen, *resto = nota.texto[:-1].split("\n")
    if len(resto) < 2 or not origen or not all(resto):
        raise NotaIlegible("la nota no es un checkpoint: origen, tamaño y raíz")
    return Checkpoint(origen, entero(resto[0]), de_base64(resto[1], 32))


def firmas_de(nota: Nota, llave: Llave) -> list[Firma]:
    """Las de esa llave, ya comprobadas. `FirmaFalsa` si alguna dice ser suya y no lo es."""
    suyas = [firma for firma in nota.firmas if (firma.nombre, firma.id) == (llave.nombre, llave.id)]
    for firma in suyas:
        if not _vale(nota.texto, llave, firma.valor):
            raise FirmaFalsa(f"la firma de «{llave.nombre}» no es suya")
    return suyas


def hora_de(firma: Firma) -> int:
    """Segundos desde 1970 que dice una cofirma."""
    return int.from_bytes(firma.valor[:8], "big")


def firmar(texto: str, nombre: str, privada: Ed25519PrivateKey) -> Firma:
    """La firma de la bitácora sobre ese texto."""
    return Firma(nombre, Llave(nombre, DE_BITACORA, publica_de(privada)).id, privada.sign(texto.encode()))


def cofirmar(texto: str, nombre: str, privada: Ed25519PrivateKey, hora: int) -> Firma:
    """La cofirma de un testigo sobre ese texto, a esa hora (segundos desde 1970)."""
    valor = hora.to_bytes(8, "big") + privada.sign(_con_hora(texto, hora))
    return Firma(nombre, Llave(nombre, DE_TESTIGO, publica_de(privada)).id, valor)


def publica_de(privada: Ed25519PrivateKey) -> bytes:
    """Los 32 bytes de la llave pública."""
    return privada.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _vale(texto: str, llave: Llave, valor: bytes) -> bool:
    if llave.clase == DE_BITACORA:
        return llave.vale(valor, texto.encode())
    hora = int.from_bytes(valor[:8], "big")
    return len(valor) == 72 and hora < 1 << 63 and llave.vale(valor[8:], _con_hora(texto, hora))


def _con_hora(texto: str, hora: int) -> bytes:
    return f"cosignature/v1\ntime {hora}\n{texto}".encode()
