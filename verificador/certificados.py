"""Qué dice un certificado: de quién es y si sirve para firmar documentos."""

from __future__ import annotations

import re

from asn1crypto import x509
from cryptography import x509 as pyca

from verificador import compatibilidad  # noqa: F401  (antes de leer cualquier certificado)

RFC = re.compile(r"^[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{3}$")
USOS_EXIGIDOS = frozenset({"digital_signature", "non_repudiation"})
USOS_DE_EFIRMA = frozenset({"data_encipherment", "key_agreement"})
PROPOSITOS_DE_DOCUMENTO = frozenset(
    {
        "any_extended_key_usage",
        "email_protection",
        "microsoft_document_signing",
        "adobe_authentic_documents_trust",
        "1.3.6.1.5.5.7.3.36",  # id-kp-documentSigning, RFC 9336
        "1.3.6.1.4.1.311.10.3.12",
        "1.2.840.113583.1.1.5",
    }
)


def rfc_de(certificado: x509.Certificate) -> str | None:
    """RFC del titular: x500UniqueIdentifier (perfil del SAT; en personas morales, el primero de «RFC / RFC») o, si no
    lo hay, un serialNumber con forma de RFC. None si no declara ninguno."""
    for atributo in ("unique_identifier", "serial_number"):
        for texto in _valores(certificado, atributo):
            rfc = texto.split("/")[0].strip().upper()
            if RFC.match(rfc):
                return rfc
    return None


def nombre_de(certificado: x509.Certificate) -> str:
    """Nombre del titular: `name` (perfil del SAT) o `commonName`; «sin nombre» si no trae ninguno."""
    for atributo in ("name", "common_name"):
        for texto in _valores(certificado, atributo):
            if texto.strip():
                return texto.strip()
    return "sin nombre"


def es_csd(certificado: x509.Certificate) -> bool:
    """Certificado de Sello Digital del SAT: trae RFC en x500UniqueIdentifier pero no los usos ni el propósito de la
    e.firma. Sólo sirve para facturas; no identifica a una persona."""
    if not _valores(certificado, "unique_identifier"):
        return False
    return certificado.extended_key_usage_value is None and not (usos_de(certificado) & USOS_DE_EFIRMA)


def leido(certificado: x509.Certificate) -> pyca.Certificate:
    """El mismo certificado para la biblioteca que comprueba quién lo emitió. ValueError si no lo entiende."""
    return pyca.load_der_x509_certificate(certificado.dump())


def lo_emitio(emisor: pyca.Certificate, certificado: pyca.Certificate) -> bool:
    """Si la firma del certificado es de ese emisor, y no sólo su nombre."""
    try:
        certificado.verify_directly_issued_by(emisor)
    except Exception:
        return False
    return True


def usos_de(certificado: x509.Certificate) -> frozenset[str]:
    """Nombres de los usos de llave declarados (RFC 5280 §4.2.1.3); vacío si no declara."""
    valor = certificado.key_usage_value
    return frozenset(valor.native) if valor is not None else frozenset()


def motivo_de_mal_uso(certificado: x509.Certificate) -> str | None:
    """Por qué este certificado no puede firmar documentos; None si sí puede."""
    if certificado.ca:
        return "es de una autoridad certificadora, no de un firmante"
    if es_csd(certificado):
        return "es un Certificado de Sello Digital (CSD), que sólo sirve para facturar"
    if not usos_de(certificado) >= USOS_EXIGIDOS:
        return "no está autorizado para firma digital y no repudio"
    if not _proposito_documental(certificado):
        return "se emitió para otro propósito, no para firmar documentos"
    return None


def _proposito_documental(certificado: x509.Certificate) -> bool:
    valor = certificado.extended_key_usage_value
    if valor is None:
        return True
    propositos = set(valor.native)
    return bool(propositos & PROPOSITOS_DE_DOCUMENTO) or propositos == {"client_auth"}


def _valores(certificado: x509.Certificate, atributo: str) -> list[str]:
    return [
        par["value"].native
        for conjunto in certificado.subject.chosen
        for par in conjunto
        if par["type"].native == atributo and isinstance(par["value"].native, str)
    ]
