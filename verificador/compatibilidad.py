"""Dos remiendos a bibliotecas ajenas; debe importarse antes de leer cualquier certificado.

1. asn1crypto 1.5.1 sólo acepta x500UniqueIdentifier (2.5.4.45) como BIT STRING (X.520), pero el SAT escribe ahí el RFC
   como PrintableString: sin el remiendo, leer el sujeto o el emisor de una e.firma lanza ValueError
   (wbond/asn1crypto#228, abierto desde 2022).
2. pyhanko-certvalidator 0.33 ignora las respuestas OCSP a la mano cuando el certificado no declara dónde pedirlas, y
   los de e.firma no declaran nada: uno revocado pasa por bueno en `soft-fail` y `hard-fail`, y `require` sólo mira
   CRL. Con el remiendo todo certificado «puede tener OCSP». Como aquí jamás se sale a la red, lo único que cambia es
   que las respuestas que ya tenemos sí cuentan.

Además calla las bitácoras de esas bibliotecas: ante un certificado malo escriben su sujeto completo, con RFC y CURP.
"""

from __future__ import annotations

import logging

import verificador.ajeno.sin_red  # noqa: F401  (antes que pyHanko)

# isort: split
from asn1crypto import core, x509
from pyhanko_certvalidator import util, validate

revocacion_declarada_original = util.get_declared_revinfo


class IdentificadorUnico(core.Choice):  # type: ignore[misc]  # asn1crypto no publica tipos
    """x500UniqueIdentifier en cualquiera de las formas vistas: la de X.520 y las de las autoridades mexicanas."""

    _alternatives = [
        ("printable_string", core.PrintableString),
        ("utf8_string", core.UTF8String),
        ("teletex_string", core.TeletexString),
        ("ia5_string", core.IA5String),
        ("bit_string", core.OctetBitString),
    ]

    @property
    def native(self) -> str:
        """Siempre texto, para que los nombres se puedan comparar; un BIT STRING que no sea ASCII, en hexadecimal."""
        valor: str | bytes = self.chosen.native
        if not isinstance(valor, bytes):
            return valor
        return valor.decode("ascii") if valor.isascii() and valor.decode("ascii").isprintable() else valor.hex()


def revocacion_declarada(certificado: object) -> tuple[bool, bool]:
    """(tiene CRL declarada, puede tener OCSP): lo segundo siempre es cierto."""
    tiene_crl, _ = revocacion_declarada_original(certificado)
    return tiene_crl, True


def aplicar() -> None:
    """Pone los dos remiendos y calla las bitácoras; es idempotente."""
    x509.NameTypeAndValue._oid_specs["unique_identifier"] = IdentificadorUnico
    util.get_declared_revinfo = revocacion_declarada
    validate.get_declared_revinfo = revocacion_declarada
    for biblioteca in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(biblioteca).setLevel(logging.CRITICAL)


aplicar()
