"""Firmar unos bytes que no son PDF: el contenido va dentro del sobre (CMS), con su estampa de tiempo."""

from __future__ import annotations

import asyncio
from datetime import datetime

import verificador.ajeno.sin_red  # noqa: F401  (antes que pyHanko)

# isort: split
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError

from dictamenes.documento.firma.cierre import EstampaNoDisponible
from dictamenes.documento.firma.credenciales import Credencial
from dictamenes.documento.firma.firmante import RESUMEN, FirmanteSostenido


def sellar_contenido(contenido: bytes, *, credencial: Credencial, estampadora: TimeStamper, en: datetime) -> bytes:
    """El CMS (DER) que trae `contenido`, lo firma en la hora `en` y lo estampa. `EstampaNoDisponible` si la TSA falla.

    Lo comprueba cualquiera: `openssl cms -verify -inform DER -in ARCHIVO -CAfile raiz.pem`.
    """
    try:
        sobre = asyncio.run(
            FirmanteSostenido(credencial).async_sign_general_data(
                contenido, RESUMEN, detached=False, use_cades=True, timestamper=estampadora,
                signed_attr_settings=PdfCMSSignedAttributes(signing_time=en),
            )
        )
    except (TimeoutError, TimestampRequestError, SigningError, OSError, ValueError) as error:
        raise EstampaNoDisponible("La autoridad de estampado de tiempo no está disponible.") from error
    cms: bytes = sobre.dump()
    return cms
