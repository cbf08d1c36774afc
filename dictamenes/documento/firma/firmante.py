"""El puente con pyHanko: un firmante con la llave sostenida y un documento que se firma en la hora que se le dice."""

from __future__ import annotations

import hashlib
from datetime import datetime
from io import BytesIO
from typing import Any

import verificador.ajeno.sin_red  # noqa: F401  (antes que pyHanko)

# isort: split
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from pyhanko.pdf_utils.generic import ByteStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.metadata.model import DocumentMetadata
from pyhanko.sign.fields import SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfSigningSession
from pyhanko.stamp import NoOpStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from dictamenes.documento.firma.credenciales import Credencial, Llave, LlaveDeModulo
from verificador import compatibilidad  # noqa: F401  (antes de leer cualquier certificado)
from verificador.lector import Lector

RESUMEN = "sha256"
BYTES_DE_FIRMA = 16_384
SIN_DIBUJO = NoOpStampStyle()


class CampoNoDisponible(Exception):
    """El PDF no tiene vacío el campo de firma que se pidió."""


class FirmanteSostenido(Signer):  # type: ignore[misc]  # los tipos de pyHanko no se siguen (pyproject)
    """Firma con la llave ya cargada: el de fábrica la relee y revalida dos veces por firma (FIRMA §2.2)."""

    def __init__(self, credencial: Credencial) -> None:
        autoridades = SimpleCertificateStore()
        autoridades.register_multiple(credencial.cadena)
        super().__init__(signing_cert=credencial.certificado, cert_registry=autoridades, embed_roots=False)
        self._llave = credencial.llave

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Firma PKCS#1 v1.5 o ECDSA de `data`; en ensayo, ceros del mismo tamaño."""
        if dry_run:
            return bytes(_tamano(self._llave))
        return firmar_bytes(self._llave, data, digest_algorithm)


class _MetadatosEnHora(DocumentMetadata):  # type: ignore[misc]  # ídem
    """Datos generales que se fechan en la hora dada cuando pyHanko pide «ahora»."""

    def __init__(self, en: datetime) -> None:
        self._en = en
        super().__init__()

    def __setattr__(self, nombre: str, valor: object) -> None:
        super().__setattr__(nombre, self._en if valor == "now" else valor)


class _FirmadorEnHora(PdfSigner):  # type: ignore[misc]  # ídem
    """PdfSigner que firma en la hora que recibe, no en la del reloj."""

    def __init__(self, *argumentos: Any, en: datetime, **opciones: Any) -> None:
        super().__init__(*argumentos, **opciones)
        self._en = en

    def init_signing_session(self, *argumentos: Any, **opciones: Any) -> PdfSigningSession:
        sesion = super().init_signing_session(*argumentos, **opciones)
        sesion.system_time = self._en
        return sesion


def firmar_bytes(llave: Llave, datos: bytes, resumen: str) -> bytes:
    """Firma cruda de los datos con la llave y la función de resumen nombrada."""
    if isinstance(llave, LlaveDeModulo):
        return llave.firmar(datos, resumen)
    funcion = get_pyca_cryptography_hash(resumen)
    if isinstance(llave, RSAPrivateKey):
        return llave.sign(datos, PKCS1v15(), funcion)
    return llave.sign(datos, ECDSA(funcion))


def abrir_para_agregar(pdf: bytes, en: datetime) -> IncrementalPdfFileWriter:
    """Escritor que agrega una revisión fechada en `en` sin tocar los bytes que ya están.

    Con los mismos bytes y la misma hora, la misma revisión: el segundo /ID, que pyHanko pone al azar, sale de ellos.
    """
    escritor = IncrementalPdfFileWriter.from_reader(Lector(pdf))
    escritor._meta = _MetadatosEnHora(en)
    escritor._document_id[1] = ByteStringObject(hashlib.sha256(pdf + en.isoformat().encode()).digest()[:16])
    return escritor


def campos_de_firma(escritor: IncrementalPdfFileWriter) -> dict[str, bool]:
    """Campos de firma del PDF: nombre → ya está firmado."""
    return {nombre: valor is not None for nombre, valor, _ in enumerate_sig_fields(escritor)}


def firmar_revision(
    escritor: IncrementalPdfFileWriter, credencial: Credencial, en: datetime, *, campo: str, **metadatos: Any
) -> bytes:
    """PDF con la firma PAdES B-B de la credencial en `campo`; `metadatos` como en PdfSignatureMetadata."""
    definicion = PdfSignatureMetadata(
        field_name=campo, md_algorithm=RESUMEN, subfilter=SigSeedSubFilter.PADES, **metadatos
    )
    firmador = _FirmadorEnHora(definicion, FirmanteSostenido(credencial), stamp_style=SIN_DIBUJO, en=en)
    firmado: BytesIO = firmador.sign_pdf(escritor, bytes_reserved=BYTES_DE_FIRMA)
    return firmado.getvalue()


def _tamano(llave: Llave) -> int:
    if isinstance(llave, LlaveDeModulo):
        return llave.octetos
    octetos = (llave.key_size + 7) // 8
    return octetos if isinstance(llave, RSAPrivateKey) else 2 * octetos + 9
