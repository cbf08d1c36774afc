"""Qué dice una autoridad de un certificado en una fecha: respuestas OCSP (RFC 6960) y la frescura de las CRL.

Sólo «bueno» es bueno; «desconocido» no lo es. La respuesta habla de ese certificado y de ese emisor, la firma el
emisor o a quien él autorizó para contestar, y se supo a la hora de lo que ampara (docs/decisiones/0081).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from asn1crypto import crl, x509
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from verificador import compatibilidad  # noqa: F401  (antes de leer cualquier certificado)
from verificador.certificados import leido, lo_emitio
from verificador.raices import Raices

ENTRE_RELOJES = timedelta(minutes=10)
ANTES_DE_LA_ESTAMPA = timedelta(days=1)
"""Cuánto puede anteceder, a la estampa que la cubre, la respuesta que viene dentro del documento."""
VIGENCIA_DE_CRL = timedelta(days=35)
VIGENCIA_DE_CRL_DE_AUTORIDADES = timedelta(days=400)
"""Hasta cuándo se le cree a una lista, aunque anuncie la siguiente para después: las de quien certifica personas y
sellos, y las de una raíz, que salen una o dos veces al año."""
RESUMENES_ACEPTADOS = (hashes.SHA256, hashes.SHA384, hashes.SHA512)


class Estado(StrEnum):
    """Lo que una respuesta dice de un certificado."""

    BUENO = "bueno"
    REVOCADO = "revocado"
    DESCONOCIDO = "desconocido"


ESTADOS = {
    ocsp.OCSPCertStatus.GOOD: Estado.BUENO,
    ocsp.OCSPCertStatus.REVOKED: Estado.REVOCADO,
    ocsp.OCSPCertStatus.UNKNOWN: Estado.DESCONOCIDO,
}


@dataclass(frozen=True)
class Dicho:
    """Lo que se contestó, desde qué hora se sabe y, si está revocado, desde cuándo."""

    estado: Estado
    sabido_en: datetime
    revocado_en: datetime | None = None


class RespuestaInservible(Exception):
    """La respuesta no se entiende, no es de quien puede darla o no es de esa fecha; el texto dice cuál."""


def emisor_de(certificado: x509.Certificate, conocidos: Iterable[x509.Certificate]) -> x509.Certificate | None:
    """Quién, de los conocidos, emitió el certificado; None si ninguno (comprueba su firma, no sólo su nombre)."""
    try:
        suyo = leido(certificado)
    except ValueError:
        return None
    posibles = (uno for uno in conocidos if uno.ca and uno.subject == certificado.issuer)
    return next((uno for uno in posibles if lo_emitio(leido(uno), suyo)), None)


def pregunta(certificado: x509.Certificate, emisor: x509.Certificate) -> bytes:
    """La pregunta OCSP en DER. El identificador va con SHA-1, que no firma nada: otro no lo contestan todas."""
    constructor = ocsp.OCSPRequestBuilder().add_certificate(leido(certificado), leido(emisor), hashes.SHA1())  # noqa: S303
    return constructor.build().public_bytes(serialization.Encoding.DER)


def juzgar_respuesta(
    der: bytes, certificado: x509.Certificate, emisor: x509.Certificate, *, desde: datetime, hasta: datetime
) -> Dicho:
    """Lo que la respuesta dice del certificado.

    `desde` y `hasta` (con zona): entre qué horas debe haberse sabido. RespuestaInservible si no sirve para eso.
    """
    try:
        respuesta = ocsp.load_der_ocsp_response(der)
        if respuesta.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            raise RespuestaInservible(f"La autoridad no contestó ({respuesta.response_status.name.lower()}).")
        _exigir_autorizada(respuesta, leido(emisor), hasta)
        suya = _la_de(respuesta, certificado, emisor)
    except RespuestaInservible:
        raise
    except Exception as error:  # bytes ajenos: la biblioteca lanza de todo
        raise RespuestaInservible(f"La respuesta está dañada ({type(error).__name__}).") from error
    if not desde - ENTRE_RELOJES <= suya.this_update_utc <= hasta + ENTRE_RELOJES:
        raise RespuestaInservible(f"La respuesta es de otra hora: {suya.this_update_utc:%Y-%m-%dT%H:%M:%SZ}.")
    if suya.next_update_utc is not None and suya.next_update_utc < desde:
        raise RespuestaInservible(f"La respuesta caducó: {suya.next_update_utc:%Y-%m-%dT%H:%M:%SZ}.")
    return Dicho(ESTADOS[suya.certificate_status], suya.this_update_utc, suya.revocation_time_utc)


def amparados(
    certificado: x509.Certificate, raices: Raices, respuestas: Iterable[bytes], en: datetime
) -> tuple[x509.Certificate, ...]:
    """Los certificados que las respuestas traídas por el propio documento amparan en la hora `en`; ninguno si no basta.

    Sólo se les cree si la carpeta no habla de él: lo que sabe quien verifica manda. Con él van las autoridades de la
    carpeta de las que ella tampoco habla: las puso ahí quien verifica.
    """
    emisor = emisor_de(certificado, (*raices.intermedios, *raices.raices))
    if emisor is None or raices.hablan_de(certificado):
        return ()
    for der in respuestas:
        try:
            dicho = juzgar_respuesta(der, certificado, emisor, desde=en - ANTES_DE_LA_ESTAMPA, hasta=en)
        except RespuestaInservible:
            continue
        if dicho.estado is not Estado.BUENO:
            return ()
        return (certificado, *(uno for uno in raices.intermedios if not raices.hablan_de(uno)))
    return ()


def es_fresca(lista: crl.CertificateList, en: datetime, *, de_autoridades: bool) -> bool:
    """Si la CRL todavía vale en esa hora; la que dice algo más nuevo que la hora juzgada también sirve."""
    cuerpo = lista["tbs_cert_list"]
    tope = VIGENCIA_DE_CRL_DE_AUTORIDADES if de_autoridades else VIGENCIA_DE_CRL
    siguiente = cuerpo["next_update"].native
    return en <= cuerpo["this_update"].native + tope and (siguiente is None or en <= siguiente)


def _la_de(
    respuesta: ocsp.OCSPResponse, certificado: x509.Certificate, emisor: x509.Certificate
) -> ocsp.OCSPSingleResponse:
    """La respuesta sobre ese número de serie y ese emisor, por los dos resúmenes de su identificador."""
    for una in respuesta.responses:
        resumen = una.hash_algorithm.name
        nombre = hashlib.new(resumen, emisor.subject.dump(), usedforsecurity=False).digest()
        llave = hashlib.new(resumen, bytes(emisor.public_key["public_key"]), usedforsecurity=False).digest()
        if (una.serial_number, una.issuer_name_hash, una.issuer_key_hash) == (certificado.serial_number, nombre, llave):
            return una
    raise RespuestaInservible("La respuesta habla de otro certificado.")


def _exigir_autorizada(respuesta: ocsp.OCSPResponse, emisor: pyca.Certificate, en: datetime) -> None:
    """La firma el emisor mismo o un certificado vigente que él emitió para contestar (RFC 6960 §4.2.2.2)."""
    if not isinstance(respuesta.signature_hash_algorithm, RESUMENES_ACEPTADOS):
        raise RespuestaInservible("La respuesta se firmó con un algoritmo que ya no es seguro.")
    for candidato in (emisor, *respuesta.certificates):
        if _contesta(candidato, emisor, en) and _la_firmo(candidato, respuesta):
            return
    raise RespuestaInservible("La respuesta no la firmó quien puede darla.")


def _contesta(candidato: pyca.Certificate, emisor: pyca.Certificate, en: datetime) -> bool:
    if candidato == emisor:
        return True
    try:
        usos = candidato.extensions.get_extension_for_class(pyca.ExtendedKeyUsage).value
    except pyca.ExtensionNotFound:
        return False
    vigente = candidato.not_valid_before_utc <= en <= candidato.not_valid_after_utc
    return vigente and ExtendedKeyUsageOID.OCSP_SIGNING in usos and lo_emitio(emisor, candidato)


def _la_firmo(quien: pyca.Certificate, respuesta: ocsp.OCSPResponse) -> bool:
    llave, resumen = quien.public_key(), respuesta.signature_hash_algorithm
    assert resumen is not None  # se exigió antes
    try:
        if isinstance(llave, RSAPublicKey):
            llave.verify(respuesta.signature, respuesta.tbs_response_bytes, PKCS1v15(), resumen)
        elif isinstance(llave, EllipticCurvePublicKey):
            llave.verify(respuesta.signature, respuesta.tbs_response_bytes, ECDSA(resumen))
        else:
            return False
    except Exception:
        return False
    return True
