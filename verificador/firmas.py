"""Juicio criptográfico de una firma o estampa: integridad, cadena, revocación, estampa y cambios posteriores."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import verificador.ajeno.sin_red  # noqa: F401  (antes que pyHanko)

# isort: split
from asn1crypto import cms, x509
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import find_cms_attribute_iter
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.status import (
    DocumentTimestampStatus,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    SignatureStatus,
    TimestampSignatureStatus,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.ltv.poe import POEManager
from pyhanko_certvalidator.policy_decl import (
    NO_REVOCATION,
    REQUIRE_REVINFO,
    CertRevTrustPolicy,
    NonRevokedStatusAssertion,
)
from pyhanko_certvalidator.registry import CertificateRegistry
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer
from pyhanko_certvalidator.revinfo.manager import RevinfoManager

from verificador import compatibilidad  # noqa: F401  (antes de leer cualquier certificado)
from verificador.certificados import motivo_de_mal_uso, nombre_de
from verificador.confianza.algoritmos import ALGORITMOS
from verificador.confianza.revocacion import amparados
from verificador.estructura import valor
from verificador.raices import Raices
from verificador.sobre import revisar_sobre
from verificador.veredictos import Rechazo

HOLGURA = timedelta(seconds=1)
HOLGURA_ENTRE_RELOJES = timedelta(minutes=10)
SUBFILTRO_PADES = "/ETSI.CAdES.detached"
SUBFILTRO_ANTERIOR = "/adbe.pkcs7.detached"
SUBFILTRO_ESTAMPA = "/ETSI.RFC3161"

MOTIVOS_DE_CADENA = {
    AdESIndeterminate.REVOKED_NO_POE: "está revocado",
    AdESIndeterminate.REVOKED_CA_NO_POE: "fue emitido por una autoridad revocada",
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: "no fue emitido por una autoridad de confianza",
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: "no estaba vigente en el momento que se juzga",
    AdESIndeterminate.TRY_LATER: "no tiene evidencia de revocación al día",
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: "no está autorizado para este uso",
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE: "usa un algoritmo o una llave que ya no son seguros",
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: "usa un algoritmo o una llave que ya no son seguros",
}


@dataclass(frozen=True)
class FirmaJuzgada:
    """Una firma buena: de quién es, cuándo consta (None = sin estampa de tiempo) y lo que conviene avisar."""

    campo: str
    certificado: x509.Certificate
    constancia: datetime | None
    avisos: tuple[str, ...] = ()


def es_estampa(firma: EmbeddedPdfSignature) -> bool:
    """Cierto si es una estampa de tiempo del documento y no la firma de alguien."""
    tipo: str = firma.sig_object_type
    return tipo == "/DocTimeStamp"


def juzgar_estampa(firma: EmbeddedPdfSignature, raices: Raices, momento: datetime, *, es_final: bool) -> datetime:
    """Hora de una estampa de documento válida en `momento`; `es_final`: ninguna firma la sigue. Lanza Rechazo."""
    quien = f"La estampa de tiempo «{firma.field_name}»"
    if valor(firma.sig_object, "/SubFilter") != SUBFILTRO_ESTAMPA:
        raise Rechazo(f"{quien} no tiene el formato RFC 3161.")
    estado = _estado_de_estampa(firma, raices, momento)
    exigir_estampa(quien, firma.signed_data, estado, raices, momento)
    _exigir_alcance(quien, estado, es_final)
    hora: datetime = estado.timestamp
    return hora


def juzgar_firma(
    firma: EmbeddedPdfSignature,
    raices: Raices,
    momento: datetime,
    *,
    posterior: datetime | None,
    es_ultima: bool,
    respuestas: Sequence[bytes] = (),
) -> FirmaJuzgada:
    """Firma buena, o Rechazo.

    `momento`: la hora presente. `posterior`: hora de la primera estampa de documento que la cubre. El certificado se
    juzga en la hora que conste (su propia estampa o, si no, la posterior) y, si no consta ninguna, en `momento`.
    `respuestas`: las OCSP que trae el documento, para el certificado del que la carpeta no hable.
    """
    quien = f"La firma «{firma.field_name}»"
    avisos = _exigir_formato(quien, firma)
    propia = _hora_de_su_estampa(firma)
    if propia and posterior and propia > posterior + HOLGURA_ENTRE_RELOJES:
        raise Rechazo(f"{quien} trae una estampa de tiempo posterior a la estampa que la cubre.")
    constancia = propia or posterior
    hora = (constancia or momento) + HOLGURA
    buenos = amparados(firma.signer_cert, raices, respuestas, hora) if raices.juzga_revocacion else ()
    contexto = contexto_de(raices, hora, buenos=buenos)
    contexto_estampa = contexto_de(raices, (posterior or momento) + HOLGURA)
    estado = asyncio.run(async_validate_pdf_signature(firma, contexto, contexto_estampa))
    _exigir_integridad(quien, estado)
    if propia:
        _exigir_estampa_propia(quien, firma, estado, raices, posterior or momento)
    exigir_uso(quien, estado.signing_cert)
    exigir_cadena(quien, estado, raices)
    _exigir_cambios(quien, estado, es_ultima)
    revisar_sobre(quien, firma.signed_data, raices)
    return FirmaJuzgada(firma.field_name, estado.signing_cert, constancia, avisos)


def contexto_de(
    raices: Raices, momento: datetime, *, con_revocacion: bool = True, buenos: Iterable[x509.Certificate] = ()
) -> ValidationContext:
    """Contexto de pyHanko sin red: sólo cree en `raices`, en la hora `momento`.

    `buenos`: de quienes ya se sabe, por otro lado, que a esa hora no estaban revocados.
    """
    exige = con_revocacion and raices.juzga_revocacion
    registro = CertificateRegistry.build(list(raices.intermedios))
    return ValidationContext(
        trust_roots=list(raices.raices),
        moment=momento,
        allow_fetching=False,
        certificate_registry=registro,
        revinfo_manager=RevinfoManager(
            registro, POEManager(),
            crls=[CRLContainer(lista) for lista in raices.crls],
            ocsps=[una for respuesta in raices.ocsps for una in OCSPContainer.load_multi(respuesta)],
            assertions=[NonRevokedStatusAssertion(uno.sha256, momento) for uno in buenos],
        ),
        revinfo_policy=CertRevTrustPolicy(
            REQUIRE_REVINFO if exige else NO_REVOCATION,
            # Una CRL de hoy dice desde cuándo está revocado cada certificado: sirve para juzgar una hora pasada.
            retroactive_revinfo=True,
        ),
        algorithm_usage_policy=ALGORITMOS,
    )


def _exigir_formato(quien: str, firma: EmbeddedPdfSignature) -> tuple[str, ...]:
    subfiltro = valor(firma.sig_object, "/SubFilter")
    if subfiltro not in (SUBFILTRO_PADES, SUBFILTRO_ANTERIOR):
        raise Rechazo(f"{quien} tiene un formato que no se acepta ({subfiltro}); se espera PAdES.")
    atributos = firma.signer_info["signed_attrs"]
    if not isinstance(atributos, cms.CMSAttributes) or not len(atributos):
        raise Rechazo(f"{quien} no protege sus propios atributos.")
    if valor(firma.sig_object, "/Filter") is None:
        raise Rechazo(f"{quien} no declara con qué se verifica.")
    if firma.signed_data["encap_content_info"]["content_type"].native != "data":
        raise Rechazo(f"{quien} no firma este documento.")
    if subfiltro == SUBFILTRO_PADES:
        if not _tiene(firma, "signing_certificate_v2") and not _tiene(firma, "signing_certificate"):
            raise Rechazo(f"{quien} dice ser PAdES pero no amarra el certificado de quien firma.")
        return ()
    return (f"«{firma.field_name}» usa el formato anterior a PAdES (adbe.pkcs7.detached)",)


def _tiene(firma: EmbeddedPdfSignature, atributo: str) -> bool:
    return any(find_cms_attribute_iter(firma.signer_info["signed_attrs"], atributo))


def _estampas_propias(firma: EmbeddedPdfSignature) -> list[cms.SignedData]:
    valores = find_cms_attribute_iter(firma.signer_info["unsigned_attrs"], "signature_time_stamp_token")
    return [valor["content"] for valor in valores]


def _hora_de_su_estampa(firma: EmbeddedPdfSignature) -> datetime | None:
    """Hora de la primera estampa incrustada en la firma, aún sin juzgar; None si no trae."""
    estampas = _estampas_propias(firma)
    if not estampas:
        return None
    if len(estampas) != 1:
        raise Rechazo(f"La firma «{firma.field_name}» trae varias estampas de tiempo.")
    hora: datetime = estampas[0]["encap_content_info"]["content"].parsed["gen_time"].native
    return hora


def _exigir_integridad(quien: str, estado: PdfSignatureStatus) -> None:
    if estado.trust_problem_indic in (
        AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE,
        AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
    ):
        raise Rechazo(f"{quien} usa un algoritmo o una llave que ya no son seguros.")
    if not (estado.intact and estado.valid):
        raise Rechazo(f"{quien} no corresponde al contenido del documento: se alteró o la firma es de otro.")
    if not estado.seed_value_ok:
        raise Rechazo(f"{quien} incumple lo que el propio campo de firma exige.")


def exigir_uso(quien: str, certificado: x509.Certificate) -> None:
    """Rechazo si el certificado no es para firmar documentos."""
    mal_uso = motivo_de_mal_uso(certificado)
    if mal_uso:
        raise Rechazo(f"{quien} se hizo con un certificado que {mal_uso} ({nombre_de(certificado)}).")


def exigir_cadena(quien: str, estado: SignatureStatus, raices: Raices) -> None:
    """Rechazo si el certificado no llega, por autoridades de la carpeta, a una de sus raíces."""
    if not estado.trusted:
        porque = MOTIVOS_DE_CADENA.get(estado.trust_problem_indic)
        if porque is None:
            exige = " o falta evidencia de que no esté revocado" if raices.juzga_revocacion else ""
            porque = f"no encadena con las raíces de confianza, no está vigente{exige}"
        raise Rechazo(f"{quien} usa un certificado que {porque} ({nombre_de(estado.signing_cert)}).")
    for autoridad in list(estado.validation_path)[:-1]:
        if autoridad.sha256 not in raices.huellas:
            raise Rechazo(f"{quien} depende de una autoridad que no está en la carpeta de confianza.")


def _exigir_cambios(quien: str, estado: PdfSignatureStatus, es_ultima: bool) -> None:
    _exigir_alcance(quien, estado, es_ultima)
    if not estado.docmdp_ok:
        raise Rechazo(f"{quien} no permite los cambios que se hicieron después al documento.")
    if not estado.bottom_line:
        raise Rechazo(f"{quien} no pasó la validación.")


def _exigir_alcance(quien: str, estado: PdfSignatureStatus | DocumentTimestampStatus, es_ultima: bool) -> None:
    if estado.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        raise Rechazo(f"{quien} no cubre todo el documento que se firmó.")
    tope = ModificationLevel.LTA_UPDATES if es_ultima else ModificationLevel.FORM_FILLING
    if estado.modification_level is None or estado.modification_level > tope:
        raise Rechazo(f"El documento se modificó después de {quien[0].lower()}{quien[1:]}.")


def _exigir_estampa_propia(
    quien: str, firma: EmbeddedPdfSignature, estado: PdfSignatureStatus, raices: Raices, momento: datetime
) -> None:
    estampa = estado.timestamp_validity
    if estampa is None:
        raise Rechazo(f"{quien} trae una estampa de tiempo ilegible.")
    if not estampa.trusted and puede_ser_falta_de_evidencia(estampa, raices):
        estampa = asyncio.run(
            async_validate_pdf_signature(
                firma,
                contexto_de(raices, momento + HOLGURA),
                contexto_de(raices, momento + HOLGURA, con_revocacion=False),
                skip_diff=True,
            )
        ).timestamp_validity
    quien = f"La estampa de tiempo de la firma «{firma.field_name}»"
    exigir_estampa(quien, _estampas_propias(firma)[0], estampa, raices, momento)


def _estado_de_estampa(firma: EmbeddedPdfSignature, raices: Raices, momento: datetime) -> DocumentTimestampStatus:
    estado = asyncio.run(async_validate_pdf_timestamp(firma, contexto_de(raices, momento + HOLGURA)))
    if not estado.trusted and puede_ser_falta_de_evidencia(estado, raices):
        sin_revocacion = contexto_de(raices, momento + HOLGURA, con_revocacion=False)
        estado = asyncio.run(async_validate_pdf_timestamp(firma, sin_revocacion))
    return estado


def puede_ser_falta_de_evidencia(estado: SignatureStatus, raices: Raices) -> bool:
    """De una autoridad de estampado cuya emisora no publicó aquí ni CRL ni OCSP no se exige lo que no existe: la
    carpeta la llena quien verifica, así que un atacante no puede provocar esta excepción."""
    if not raices.juzga_revocacion or estado.trust_problem_indic != AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE:
        return False
    return not raices.hablan_de(estado.signing_cert)


def exigir_estampa(
    quien: str, datos: cms.SignedData, estado: TimestampSignatureStatus, raices: Raices, momento: datetime
) -> None:
    """Rechazo si la estampa no es de una autoridad de la carpeta, es débil o trae una hora que no puede ser."""
    impronta = datos["encap_content_info"]["content"].parsed["message_imprint"]["hash_algorithm"]
    if not ALGORITMOS.digest_algorithm_allowed(impronta, momento):
        raise Rechazo(f"{quien} usa un algoritmo que ya no es seguro.")
    if not (estado.valid and estado.intact):
        raise Rechazo(f"{quien} no corresponde a lo que dice estampar.")
    exigir_cadena(quien, estado, raices)
    revisar_sobre(quien, datos, raices)
    if estado.timestamp > momento + HOLGURA_ENTRE_RELOJES:
        raise Rechazo(f"{quien} trae una hora imposible: posterior a cuando pudo hacerse.")
