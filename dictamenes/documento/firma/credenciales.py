"""Un certificado con su llave, cargada en memoria una sola vez.

Formato del SAT: `.cer` en DER y `.key` en PKCS#8 cifrado (3DES con PBKDF2-HMAC-SHA1). Ninguna excepción de aquí lleva
la contraseña ni la llave, ni en su texto ni en su causa ni en las variables de su rastro.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NoReturn

from asn1crypto import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

from verificador.certificados import motivo_de_mal_uso, nombre_de, rfc_de
from verificador.raices import leer_certificado

__all__ = ["Credencial", "CredencialRechazada", "cargar", "cargar_sat", "nombre_de", "rfc_de"]

EnMemoria = RSAPrivateKey | EllipticCurvePrivateKey


class LlaveDeModulo(ABC):
    """Una llave que no está en la memoria: se le pide cada firma a quien la guarda."""

    @property
    @abstractmethod
    def octetos(self) -> int:
        """Cuánto mide cada firma."""

    @abstractmethod
    def firmar(self, datos: bytes, resumen: str) -> bytes:
        """La firma de los datos con esa función de resumen."""


Llave = EnMemoria | LlaveDeModulo


class CredencialRechazada(Exception):
    """El certificado o la llave no sirven; el texto dice por qué, para quien los entregó."""


@dataclass(frozen=True)
class Credencial:
    """Certificado, llave privada ya descifrada y autoridades intermedias que se incrustan con la firma."""

    certificado: x509.Certificate
    llave: Llave = field(repr=False)
    cadena: tuple[x509.Certificate, ...] = ()

    def __repr__(self) -> str:
        return f"Credencial(serie={self.certificado.serial_number})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("Una credencial no se serializa: su llave no sale de la memoria.")


def cargar(cer: bytes, key: bytes, contrasena: str | None, *, cadena: Iterable[x509.Certificate] = ()) -> Credencial:
    """Credencial de un certificado y su llave (DER o PEM; sin contraseña si la llave no está cifrada).

    CredencialRechazada si algo no se lee, la contraseña es mala o la llave es de otro certificado.
    """
    certificado = _certificado(cer)
    llave = _descifrar(key, contrasena)
    del key, contrasena
    if llave is None:
        raise CredencialRechazada("La contraseña no abre la llave privada, o el archivo .key está dañado.")
    if not isinstance(llave, EnMemoria):
        raise CredencialRechazada("La llave privada no es RSA ni de curva elíptica.")
    if _publica(llave) != certificado.public_key.dump():
        del llave
        raise CredencialRechazada("La llave privada no corresponde al certificado.")
    return Credencial(certificado, llave, tuple(cadena))


def cargar_sat(
    cer: bytes, key: bytes, contrasena: str, *, en: datetime, cadena: Iterable[x509.Certificate] = ()
) -> Credencial:
    """Credencial de la e.firma de una persona, vigente en la hora `en` (con zona).

    CredencialRechazada también si es un CSD, si no sirve para firmar documentos, si no trae RFC o si no está vigente.
    """
    try:
        exigir_de_persona(_certificado(cer), en)
        return cargar(cer, key, contrasena, cadena=cadena)
    finally:
        del key, contrasena


def exigir_de_persona(certificado: x509.Certificate, en: datetime) -> None:
    """CredencialRechazada si el certificado no es de e.firma o no está vigente en `en`."""
    mal_uso = motivo_de_mal_uso(certificado)
    if mal_uso:
        raise CredencialRechazada(f"El certificado {mal_uso}; se necesita la e.firma de la persona.")
    if rfc_de(certificado) is None:
        raise CredencialRechazada("El certificado no trae el RFC de su titular; se necesita una e.firma.")
    if en < certificado.not_valid_before:
        raise CredencialRechazada(
            f"El certificado aún no está vigente: empieza el {certificado.not_valid_before:%d/%m/%Y}."
        )
    if en > certificado.not_valid_after:
        raise CredencialRechazada(f"El certificado venció el {certificado.not_valid_after:%d/%m/%Y}.")


def _certificado(cer: bytes) -> x509.Certificate:
    try:
        return leer_certificado(cer)
    except Exception:
        raise CredencialRechazada("El archivo .cer no es un certificado legible.") from None


def _descifrar(key: bytes, contrasena: str | None) -> PrivateKeyTypes | None:
    """La llave, o None; calla la causa porque los errores de la biblioteca pueden citar lo que recibió."""
    cargador = serialization.load_pem_private_key if key.startswith(b"-----") else serialization.load_der_private_key
    try:
        return cargador(key, contrasena.encode("utf-8") if contrasena else None)
    except Exception:
        return None


def _publica(llave: EnMemoria) -> bytes:
    return llave.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
