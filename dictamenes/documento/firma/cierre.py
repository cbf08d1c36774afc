"""El cierre: evidencia de archivo (DSS) y una estampa de documento que cubre sello y firma, y su verificación."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO

import verificador.ajeno.sin_red  # noqa: F401  (antes que pyHanko)

# isort: split
from asn1crypto import ocsp
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError
from pyhanko.sign.validation.dss import DocumentSecurityStore, collect_validation_info
from pyhanko_certvalidator.errors import RevokedError, ValidationError
from pyhanko_certvalidator.path import ValidationPath

from dictamenes.documento.firma.firmante import abrir_para_agregar
from dictamenes.documento.firma.revocacion import CertificadoRevocado, Respondedor, exigir_bueno, exigir_frescas
from dictamenes.documento.firma.sello import CAMPO_SELLO
from verificador.confianza.algoritmos import para_archivo
from verificador.confianza.revocacion import amparados
from verificador.firmas import contexto_de
from verificador.politica import Exigencias, juzgar
from verificador.raices import Raices

CAMPO_ESTAMPA = "ESTAMPA"
BYTES_DE_ESTAMPA = 24_576


class EstampaNoDisponible(Exception):
    """La autoridad de estampado no respondió o respondió mal; conviene reintentar más tarde."""


class CierreInvalido(Exception):
    """El documento cerrado no pasaría la verificación pública; el texto es el motivo."""


def cerrar(
    pdf: bytes,
    *,
    estampadora: TimeStamper,
    raices: Raices,
    en: datetime,
    exigencias: Exigencias | None = None,
    respondedor: Respondedor | None = None,
    firmado_en: datetime | None = None,
) -> bytes:
    """PDF con DSS y estampa de documento (PAdES B-LTA), ya verificado con la política y las `exigencias`.

    De cada persona que firmó se pregunta a `respondedor` si su certificado es bueno desde `firmado_en`. SinEvidencia si
    no se sabe, CertificadoRevocado si no lo es; EstampaNoDisponible si la TSA falla; CierreInvalido si el documento no
    queda válido en la hora `en`.
    """
    escritor = abrir_para_agregar(pdf, en)
    _agregar_evidencia(escritor, raices, en, _preguntar(escritor, raices, respondedor, min(firmado_en or en, en), en))
    cerrado = estampar(escritor, estampadora, campo=CAMPO_ESTAMPA, resumen=para_archivo())
    dictado = juzgar(cerrado, raices, en, exigencias)
    if not dictado.es_valida:
        raise CierreInvalido(dictado.motivo)
    return cerrado


def _preguntar(
    escritor: IncrementalPdfFileWriter, raices: Raices, respondedor: Respondedor | None, desde: datetime, en: datetime
) -> list[bytes]:
    personas = [f for f in escritor.prev.embedded_signatures if f.field_name != CAMPO_SELLO]
    return [una for f in personas for una in exigir_bueno(f.signer_cert, raices, respondedor, desde=desde, en=en)]


def _agregar_evidencia(
    escritor: IncrementalPdfFileWriter, raices: Raices, en: datetime, respuestas: list[bytes]
) -> None:
    caminos = _caminos(escritor, raices, en, respuestas)
    exigir_frescas(raices, en, [certificado for camino in caminos for certificado in camino])
    DocumentSecurityStore.supply_dss_in_writer(
        escritor,
        None,
        paths=caminos,
        crls=raices.crls,
        # Sólo las respuestas de quienes firman aquí: las demás son de otras personas.
        ocsps=[*_de_estos(raices.ocsps, caminos), *map(ocsp.OCSPResponse.load, respuestas)],
        embed_roots=True,
    )


def _caminos(
    escritor: IncrementalPdfFileWriter, raices: Raices, en: datetime, respuestas: list[bytes]
) -> list[ValidationPath]:
    caminos: list[ValidationPath] = []
    for firma in escritor.prev.embedded_signatures:
        contexto = contexto_de(raices, en, buenos=amparados(firma.signer_cert, raices, respuestas, en))
        try:
            caminos += asyncio.run(collect_validation_info(firma, contexto))
        except RevokedError as error:
            if firma.field_name == CAMPO_SELLO:
                raise CierreInvalido("El certificado del sello está revocado.") from error
            raise CertificadoRevocado("El certificado de quien firmó está en la lista de revocados.") from error
        except ValidationError as error:
            raise CierreInvalido(f"El certificado de «{firma.field_name}» no se puede validar.") from error
    return caminos


def _de_estos(respuestas: Iterable[ocsp.OCSPResponse], caminos: list[ValidationPath]) -> list[ocsp.OCSPResponse]:
    series = {certificado.serial_number for camino in caminos for certificado in camino}
    return [respuesta for respuesta in respuestas if _series(respuesta) & series]


def _series(respuesta: ocsp.OCSPResponse) -> set[int]:
    if respuesta["response_status"].native != "successful":
        return set()
    return {una["cert_id"]["serial_number"].native for una in respuesta.response_data["responses"]}


def estampar(escritor: IncrementalPdfFileWriter, estampadora: TimeStamper, *, campo: str, resumen: str) -> bytes:
    """El PDF con una estampa de documento en `campo`. EstampaNoDisponible si la TSA falla."""
    salida = BytesIO()
    try:
        PdfTimeStamper(estampadora, field_name=campo, readable_field_name="Estampa de tiempo").timestamp_pdf(
            escritor, resumen, bytes_reserved=BYTES_DE_ESTAMPA, output=salida
        )
    except (TimeoutError, TimestampRequestError, SigningError, OSError, ValueError) as error:
        raise EstampaNoDisponible("La autoridad de estampado de tiempo no está disponible.") from error
    return salida.getvalue()
