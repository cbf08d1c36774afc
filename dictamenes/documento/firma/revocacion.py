"""Antes de que lo firmado surta efectos se pregunta si su certificado es bueno; la respuesta queda en el documento.

Si nadie contesta, o no sabe, el documento espera: no hay aviso ni plazo hasta que diga «bueno» (docs/decisiones/0081).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from urllib.error import URLError
from urllib.request import Request, urlopen

import verificador.ajeno.sin_red  # noqa: F401  (antes que pyHanko)

# isort: split
from asn1crypto import x509
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp

from dictamenes.documento.firma.credenciales import Credencial, LlaveDeModulo
from verificador.certificados import leido, nombre_de
from verificador.confianza.revocacion import (
    Estado,
    RespuestaInservible,
    emisor_de,
    es_fresca,
    juzgar_respuesta,
    pregunta,
)
from verificador.raices import Raices

ESPERA_DE_OCSP = 10  # segundos
MAXIMO_DE_RESPUESTA = 65_536  # octetos
Respondedor = Callable[[bytes], bytes]
"""Recibe la pregunta y devuelve la respuesta, ambas en DER. `SinEvidencia` si no la hay."""


class SinEvidencia(Exception):
    """Todavía no se sabe si el certificado está revocado: no es motivo de rechazo, pero nada sigue hasta saberlo."""


class CertificadoRevocado(Exception):
    """Su autoridad lo revocó: lo firmado con él no se emite. El texto dice desde cuándo."""


def por_http(*urls: str) -> Respondedor:
    """Quienes contestan en esas direcciones (RFC 6960, apéndice A), con espera y tamaño acotados.

    Cada autoridad conoce sólo los suyos: se pregunta en orden y vale la primera que conozca el certificado.
    """

    def preguntar(consulta: bytes) -> bytes:
        contestadas: list[bytes] = []
        for url in urls:
            try:
                contestadas.append(_preguntar(url, consulta))
            except (URLError, OSError, ValueError):
                continue
            if _lo_conoce(contestadas[-1]):
                return contestadas[-1]
        if not contestadas:
            raise SinEvidencia("La autoridad que dice si un certificado está revocado no contesta.")
        return contestadas[0]

    return preguntar


def _preguntar(url: str, consulta: bytes) -> bytes:
    peticion = Request(url, consulta, {"Content-Type": "application/ocsp-request"})  # noqa: S310
    with urlopen(peticion, timeout=ESPERA_DE_OCSP) as respuesta:  # noqa: S310
        contenido: bytes = respuesta.read(MAXIMO_DE_RESPUESTA)
    return contenido


def _lo_conoce(contestado: bytes) -> bool:
    try:
        leida = ocsp.load_der_ocsp_response(contestado)
        return leida.certificate_status is not ocsp.OCSPCertStatus.UNKNOWN
    except ValueError:  # mal formada, o no es suyo («unauthorized»)
        return False


def local(credencial: Credencial, raices: Raices, en: datetime) -> Respondedor:
    """Sólo en la demostración: contesta en la hora `en`, según las CRL de la carpeta, por una autoridad de prueba."""
    revocados = {
        entrada["user_certificate"].native: entrada["revocation_date"].native
        for lista in raices.crls for entrada in lista["tbs_cert_list"]["revoked_certificates"] or ()
    }

    def contestar(consulta: bytes) -> bytes:
        pedido = ocsp.load_der_ocsp_request(consulta)
        desde = revocados.get(pedido.serial_number)
        constructor = ocsp.OCSPResponseBuilder().add_response_by_hash(
            issuer_name_hash=pedido.issuer_name_hash, issuer_key_hash=pedido.issuer_key_hash,
            serial_number=pedido.serial_number, algorithm=pedido.hash_algorithm,
            cert_status=ocsp.OCSPCertStatus.REVOKED if desde else ocsp.OCSPCertStatus.GOOD,
            this_update=en, next_update=en + timedelta(days=1), revocation_time=desde, revocation_reason=None,
        )
        propio: pyca.Certificate = leido(credencial.certificado)
        constructor = constructor.responder_id(ocsp.OCSPResponderEncoding.NAME, propio).certificates([propio])
        assert not isinstance(credencial.llave, LlaveDeModulo)  # la de la demostración está en memoria
        respuesta = constructor.sign(credencial.llave, hashes.SHA256())
        return respuesta.public_bytes(serialization.Encoding.DER)

    return contestar


def exigir_bueno(
    certificado: x509.Certificate, raices: Raices, respondedor: Respondedor | None, *, desde: datetime, en: datetime
) -> tuple[bytes, ...]:
    """La evidencia de que el certificado no estaba revocado entre `desde` (cuando firmó) y `en` (ahora).

    Vacía si la dan las CRL de la carpeta, que la estampa ya lleva. `SinEvidencia` o `CertificadoRevocado`.
    """
    emisor = emisor_de(certificado, (*raices.intermedios, *raices.raices))
    if emisor is None:
        raise SinEvidencia("No está en la carpeta de confianza la autoridad que emitió el certificado.")
    if respondedor is None:
        if not raices.hablan_de(certificado):
            raise SinEvidencia("No hay OCSP ni lista de revocación de la autoridad que emitió el certificado.")
        return ()
    contestado = respondedor(pregunta(certificado, emisor))
    try:
        dicho = juzgar_respuesta(contestado, certificado, emisor, desde=desde, hasta=en)
    except RespuestaInservible as error:
        raise SinEvidencia(str(error)) from error
    if dicho.estado is Estado.REVOCADO:
        raise CertificadoRevocado(f"Su autoridad revocó el certificado el {dicho.revocado_en:%d/%m/%Y %H:%M} UTC.")
    if dicho.estado is Estado.DESCONOCIDO:
        raise SinEvidencia("Su autoridad contestó que no conoce ese certificado.")
    return (contestado,)


def exigir_frescas(raices: Raices, en: datetime, certificados: Iterable[x509.Certificate]) -> None:
    """`SinEvidencia` si de quien emitió alguno sólo hay listas que ya no valen en la hora `en`; dice de quién es.

    La de una autoridad que ya no firma nada puede quedarse vieja en la carpeta.
    """
    for emisor in {uno.issuer.hashable: uno.issuer for uno in certificados}.values():
        suyas = [lista for lista in raices.crls if lista.issuer == emisor]
        autoridades = [uno for uno in (*raices.raices, *raices.intermedios) if uno.subject == emisor]
        de_raiz = any(uno in raices.raices for uno in autoridades)
        if suyas and not any(es_fresca(lista, en, de_autoridades=de_raiz) for lista in suyas):
            quien = nombre_de(autoridades[0]) if autoridades else "una autoridad desconocida"
            raise SinEvidencia(f"La lista de revocación de {quien} ya no vale: descargue la de hoy.")
