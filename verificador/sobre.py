"""El sobre CMS de una firma o estampa: lo que la firma no protege tampoco puede venir alterado ni traer sorpresas.

Lo que aquí se revisa no cambia quién firmó ni qué; se rechaza porque un sobre bien hecho nunca lo trae así (RFC 5652).
"""

from __future__ import annotations

from collections.abc import Iterable

from asn1crypto import cms, x509

from verificador.certificados import leido, lo_emitio
from verificador.raices import Raices
from verificador.veredictos import Rechazo

ATRIBUTOS_SIN_FIRMAR = frozenset(
    {
        "1.2.840.113549.1.9.16.2.14",  # estampa de la firma, RFC 3161
        *(f"1.2.840.113549.1.9.16.2.{n}" for n in (21, 22, 23, 24, 25, 26, 27, 48)),  # CAdES, RFC 5126
        "0.4.0.1733.2.4",  # archivo v3, ETSI EN 319 122-1
        "0.4.0.1733.2.5",
        "1.0.32004.1.2",  # código de autenticación de PDF, ISO 32004
    }
)


def revisar_sobre(quien: str, sobre: cms.SignedData, raices: Raices) -> None:
    """Versión, algoritmos, atributos y certificados incrustados congruentes; Rechazo si no."""
    firmante = sobre["signer_infos"][0]
    resumen = firmante["digest_algorithm"]["algorithm"].native
    if resumen not in [algoritmo["algorithm"].native for algoritmo in sobre["digest_algorithms"]]:
        raise Rechazo(f"{quien} trae un sobre incongruente: no anuncia el algoritmo que usa.")
    if firmante["version"].native != ("v1" if firmante["sid"].name == "issuer_and_serial_number" else "v3"):
        raise Rechazo(f"{quien} trae un sobre de una versión que no le corresponde.")
    _revisar_atributos(quien, firmante["unsigned_attrs"])
    _revisar_incrustados(quien, sobre["certificates"], raices)


def _revisar_atributos(quien: str, atributos: Iterable[cms.CMSAttribute]) -> None:
    for atributo in atributos or ():
        if atributo["type"].dotted not in ATRIBUTOS_SIN_FIRMAR:
            raise Rechazo(f"{quien} trae agregados que nadie firmó.")


def _revisar_incrustados(quien: str, incrustados: Iterable[cms.CertificateChoices], raices: Raices) -> None:
    """Todo certificado que acompaña a la firma es íntegro: lo emitió, de verdad, otro de los que se conocen."""
    acompanan = [elegido.chosen for elegido in incrustados or () if isinstance(elegido.chosen, x509.Certificate)]
    conocidos = [*raices.raices, *raices.intermedios]
    nuevos = [certificado for certificado in acompanan if certificado.sha256 not in raices.huellas]
    emisores = [leido(certificado) for certificado in (*conocidos, *nuevos) if certificado.ca]
    for certificado in nuevos:
        if not any(lo_emitio(emisor, leido(certificado)) for emisor in emisores):
            raise Rechazo(f"{quien} viene acompañada de un certificado alterado o de emisor desconocido.")
