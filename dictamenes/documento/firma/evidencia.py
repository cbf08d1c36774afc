"""Lo que un PDF firmado lleva adentro, en archivos aparte: cada firma y estampa, y su evidencia de revocación."""

from __future__ import annotations

from io import BytesIO

import verificador.ajeno.sin_red  # noqa: F401  (antes que pyHanko)

# isort: split
from asn1crypto import x509
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError

ESTAMPA = "tst_info"


def evidencia(pdf: bytes) -> dict[str, bytes]:
    """Nombre → bytes: las firmas (`.p7s`) y estampas (`.tst`) por su campo y, del DSS, certificados, OCSP y CRL.

    Sólo de documentos que hizo este sistema. Vacío si no es un PDF firmado o no se entiende.
    """
    try:
        lector = PdfFileReader(BytesIO(pdf))
        return {**_firmas(lector), **_almacen(lector)}
    except PdfReadError:
        return {}


def _firmas(lector: PdfFileReader) -> dict[str, bytes]:
    halladas = {}
    for firma in lector.embedded_signatures:
        es_estampa = firma.signed_data["encap_content_info"]["content_type"].native == ESTAMPA
        halladas[f"{firma.field_name}.{'tst' if es_estampa else 'p7s'}"] = bytes(firma.pkcs7_content)
    return halladas


def _almacen(lector: PdfFileReader) -> dict[str, bytes]:
    try:
        almacen = DocumentSecurityStore.read_dss(lector)
    except NoDSSFoundError:
        return {}
    certificados: list[x509.Certificate] = list(almacen.load_certs())
    hallados = {f"certificado-{n:02d}.cer": c.dump() for n, c in enumerate(certificados, start=1)}
    for clase, referencias in (("ocsp", almacen.ocsps), ("crl", almacen.crls)):
        hallados |= {f"{clase}-{n:02d}.{clase}": r.get_object().data for n, r in enumerate(referencias, start=1)}
    return hallados
