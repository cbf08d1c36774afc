"""La estampa de archivo se renueva antes de que deje de valer: hasta cuándo se sostiene un documento, y renovarlo.

Nada de lo firmado cambia: se agregan la evidencia de la estampa anterior y otra estampa que la cubre (PAdES B-LTA).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime

import verificador.ajeno.sin_red  # noqa: F401  (antes que pyHanko)

# isort: split
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore, collect_validation_info
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator.errors import ValidationError
from pyhanko_certvalidator.path import ValidationPath

from dictamenes.documento.firma.cierre import CAMPO_ESTAMPA, CierreInvalido, estampar
from dictamenes.documento.firma.firmante import abrir_para_agregar
from dictamenes.documento.firma.revocacion import exigir_frescas
from verificador.confianza.algoritmos import SALEN, para_archivo
from verificador.confianza.revocacion import emisor_de
from verificador.firmas import contexto_de
from verificador.lector import Lector
from verificador.politica import juzgar
from verificador.raices import Raices


def hasta_cuando(pdf: bytes, raices: Raices) -> datetime | None:
    """La hora en que la última estampa deja de valer por sí sola: vence su cadena o sale un algoritmo de la política.

    None si el documento no lleva estampa.
    """
    ultima = _ultima(Lector(pdf))
    if ultima is None:
        return None
    cadena = [*_cadena(ultima.signer_cert, raices)]
    salidas = [SALEN[resumen] for resumen in _resumenes(ultima, cadena) if resumen in SALEN]
    horas: list[datetime] = [*salidas, *(certificado.not_valid_after for certificado in cadena)]
    return min(horas)


def renovar(pdf: bytes, *, estampadora: TimeStamper, raices: Raices, en: datetime) -> bytes:
    """El mismo documento con la evidencia de su última estampa y otra que la cubre, ya verificado en la hora `en`.

    Empieza con los mismos bytes. EstampaNoDisponible, SinEvidencia o, si la estampa ya no valía, CierreInvalido.
    """
    escritor = abrir_para_agregar(pdf, en)
    ultima = _ultima(escritor.prev)
    if ultima is None:
        raise CierreInvalido("El documento no lleva una estampa que renovar.")
    camino = _camino(ultima, raices, en)
    emisores = {certificado.issuer.hashable for certificado in camino}
    exigir_frescas(raices, en, camino)
    DocumentSecurityStore.supply_dss_in_writer(
        escritor, None, paths=[camino], crls=[una for una in raices.crls if una.issuer.hashable in emisores],
        ocsps=raices.ocsps, embed_roots=True,
    )
    cuantas = len(escritor.prev.embedded_timestamp_signatures)
    renovado = estampar(escritor, estampadora, campo=f"{CAMPO_ESTAMPA}-{cuantas + 1}", resumen=para_archivo())
    dictado = juzgar(renovado, raices, en)
    if not dictado.es_valida or not renovado.startswith(pdf):
        raise CierreInvalido(dictado.motivo)
    return renovado


def _ultima(lector: PdfFileReader) -> EmbeddedPdfSignature | None:
    estampas = lector.embedded_timestamp_signatures
    return max(estampas, key=lambda estampa: int(estampa.signed_revision), default=None)


def _camino(estampa: EmbeddedPdfSignature, raices: Raices, en: datetime) -> ValidationPath:
    """Con la evidencia que haya: de una autoridad de la que la carpeta no habla no se exige lo que no existe."""
    contexto = contexto_de(raices, en, con_revocacion=raices.hablan_de(estampa.signer_cert))
    try:
        (camino,) = asyncio.run(collect_validation_info(estampa, contexto))
    except ValidationError as error:
        raise CierreInvalido(f"La estampa «{estampa.field_name}» ya no se puede validar.") from error
    return camino


def _cadena(certificado: x509.Certificate, raices: Raices) -> Iterator[x509.Certificate]:
    """El certificado y las autoridades por las que llega a una raíz; de la raíz no se juzga la vigencia."""
    actual: x509.Certificate | None = certificado
    while actual is not None and actual not in raices.raices:
        yield actual
        actual = emisor_de(actual, (*raices.intermedios, *raices.raices))


def _resumenes(estampa: EmbeddedPdfSignature, cadena: list[x509.Certificate]) -> Iterator[str]:
    impronta = estampa.signed_data["encap_content_info"]["content"].parsed["message_imprint"]
    yield impronta["hash_algorithm"]["algorithm"].native
    yield estampa.signer_info["digest_algorithm"]["algorithm"].native
    yield from (certificado.hash_algo for certificado in cadena)
