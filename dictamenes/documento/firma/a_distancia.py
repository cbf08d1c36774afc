"""Firmar donde está la llave: aquí se prepara lo que se firma, se firma en otra parte y aquí se remata.

Nada se guarda entre una cosa y la otra: de los mismos bytes, certificado y hora sale siempre el mismo documento.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from dictamenes.documento.firma import persona
from dictamenes.documento.firma.credenciales import Credencial, LlaveDeModulo


class FirmaAjena(Exception):
    """La firma no es de ese certificado sobre esos bytes."""


@dataclass(frozen=True)
class Hoja:
    """Lo que se firma: los bytes de antes, con qué certificado, a qué hora y qué dice la firma."""

    pdf: bytes
    certificado: x509.Certificate
    cadena: Iterable[x509.Certificate]
    en: datetime
    motivo: str
    lugar: str


@dataclass(frozen=True)
class Preparado:
    """El documento con el hueco de la firma en ceros y los atributos (DER) que se firman."""

    contenido: bytes
    atributos: bytes


class _LlaveLejana(LlaveDeModulo):
    """En lugar de firmar apunta qué le piden, y contesta la firma que ya se conoce o, sin ella, ceros."""

    def __init__(self, publica: RSAPublicKey, firma: bytes) -> None:
        self._publica, self._firma, self.pedido = publica, firma, b""

    @property
    def octetos(self) -> int:
        return (self._publica.key_size + 7) // 8

    def firmar(self, datos: bytes, resumen: str) -> bytes:
        self.pedido = datos
        return self._firma or bytes(self.octetos)


def preparar(hoja: Hoja) -> Preparado:
    """Lo que el navegador va a firmar. El certificado ya se juzgó: es RSA."""
    return _recorrer(hoja, b"")


def rematar(hoja: Hoja, firma: bytes) -> bytes:
    """El PDF firmado. `FirmaAjena` si `firma` no es la del certificado sobre los mismos atributos."""
    rematado = _recorrer(hoja, firma)
    try:
        _publica(hoja).verify(firma, rematado.atributos, PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        raise FirmaAjena("La firma que llegó no es de este documento con ese certificado.") from None
    return rematado.contenido


def _recorrer(hoja: Hoja, firma: bytes) -> Preparado:
    llave = _LlaveLejana(_publica(hoja), firma)
    contenido = persona.firmar(
        hoja.pdf, credencial=Credencial(hoja.certificado, llave, tuple(hoja.cadena)), en=hoja.en,
        motivo=hoja.motivo, lugar=hoja.lugar,
    )
    return Preparado(contenido, llave.pedido)


def _publica(hoja: Hoja) -> RSAPublicKey:
    publica = load_der_public_key(hoja.certificado.public_key.dump())
    if not isinstance(publica, RSAPublicKey):
        raise FirmaAjena("El certificado no es RSA.")
    return publica
