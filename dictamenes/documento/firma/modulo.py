"""La llave del sello en un módulo PKCS#11: no sale de él; se le pide cada firma."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from asn1crypto import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key

from dictamenes.documento.firma.credenciales import Credencial, CredencialRechazada, LlaveDeModulo
from verificador.raices import leer_certificado

RSA = {"sha256": "SHA256_RSA_PKCS", "sha384": "SHA384_RSA_PKCS", "sha512": "SHA512_RSA_PKCS"}
PRUEBA = b"de quien es esta llave"
Publica = RSAPublicKey | EllipticCurvePublicKey


@dataclass(frozen=True)
class EnModulo(LlaveDeModulo):
    """Una llave RSA o de curva elíptica de una sesión abierta, que dura lo que el proceso; `publica`, su otra mitad."""

    publica: Publica
    _pkcs11: Any
    _llave: Any

    @property
    def octetos(self) -> int:
        """Cuánto mide cada firma, cuando mucho."""
        octetos = (self.publica.key_size + 7) // 8
        return octetos if isinstance(self.publica, RSAPublicKey) else 2 * octetos + 9

    def firmar(self, datos: bytes, resumen: str) -> bytes:
        """PKCS#1 v1.5 o ECDSA con esa función de resumen. KeyError si no la tiene; lo demás, lo que lance el módulo."""
        if isinstance(self.publica, RSAPublicKey):
            return bytes(self._llave.sign(datos, mechanism=self._pkcs11.Mechanism[RSA[resumen]]))
        huella = hashlib.new(resumen, datos).digest()  # no todo módulo resume: la huella se calcula aquí
        crudo = bytes(self._llave.sign(huella, mechanism=self._pkcs11.Mechanism["ECDSA"]))
        mitad = len(crudo) // 2
        return encode_dss_signature(int.from_bytes(crudo[:mitad], "big"), int.from_bytes(crudo[mitad:], "big"))


def cargar(
    cer: bytes, *, modulo: str, ficha: str, llave: str, pin: str, cadena: Iterable[x509.Certificate] = ()
) -> Credencial:
    """Credencial cuya llave está en esa ficha del módulo (`modulo`: ruta de su biblioteca), con esa etiqueta.

    CredencialRechazada si no se puede abrir o si la llave no corresponde al certificado.
    """
    certificado = leer_certificado(cer)
    publica = load_der_public_key(certificado.public_key.dump())
    if not isinstance(publica, Publica):
        raise CredencialRechazada("El certificado del sello no es RSA ni de curva elíptica.")
    try:
        pkcs11 = import_module("pkcs11")  # sólo la instala quien tiene un módulo: requirements/pkcs11.in
        sesion = pkcs11.lib(modulo).get_token(token_label=ficha).open(user_pin=pin)
        suya = EnModulo(publica, pkcs11, sesion.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=llave))
        firmada = suya.firmar(PRUEBA, "sha256")
    except Exception as error:  # cada módulo falla a su modo, y su texto puede citar lo que recibió
        raise CredencialRechazada(f"El módulo PKCS#11 no dio la llave del sello ({type(error).__name__}).") from None
    finally:
        del pin
    if not _es_suya(publica, firmada):
        raise CredencialRechazada("La llave del módulo no corresponde al certificado.")
    return Credencial(certificado, suya, tuple(cadena))


def _es_suya(publica: Publica, firmada: bytes) -> bool:
    try:
        if isinstance(publica, RSAPublicKey):
            publica.verify(firmada, PRUEBA, PKCS1v15(), hashes.SHA256())
        else:
            publica.verify(firmada, PRUEBA, ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True
