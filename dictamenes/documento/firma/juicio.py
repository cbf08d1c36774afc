"""El juicio del certificado con que alguien quiere firmar: uno solo, con la clase del motivo y su frase.

Lo que llega es ajeno: se mide antes de abrirse, y lo que no se entiende es «dañado», nunca un error.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import verificador.ajeno.sin_red  # noqa: F401  (antes que pyHanko)

# isort: split
from asn1crypto import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from pyhanko_certvalidator import CertificateValidator
from pyhanko_certvalidator.errors import ExpiredError, NotYetValidError, PathError, RevokedError, ValidationError

from dictamenes.documento.firma.revocacion import (
    CertificadoRevocado,
    Respondedor,
    SinEvidencia,
    exigir_bueno,
    exigir_frescas,
)
from verificador.certificados import es_csd, motivo_de_mal_uso, rfc_de
from verificador.confianza.revocacion import Estado
from verificador.firmas import contexto_de
from verificador.raices import Raices, leer_certificado

CABE = 8_192  # bytes de un .cer: los del SAT rondan los 1,600
BITS = (2048, 4096)


class Motivo(StrEnum):
    """Por qué no se firma con ese certificado."""

    DANADO = "danado"
    NO_ES_RSA = "no_es_rsa"
    TAMANO = "tamano"
    CSD = "csd"
    MAL_USO = "mal_uso"
    SIN_RFC = "sin_rfc"
    DE_OTRA = "de_otra"
    AUN_NO = "aun_no"
    VENCIDO = "vencido"
    SIN_CADENA = "sin_cadena"
    REVOCADO = "revocado"
    DESCONOCIDO = "desconocido"


FRASES = {
    Motivo.DANADO: "El archivo .cer está dañado o no es un certificado: descárguelo otra vez de donde lo obtuvo.",
    Motivo.NO_ES_RSA: "El certificado no es RSA: no es una e.firma de las que este sistema acepta.",
    Motivo.TAMANO: "La llave del certificado mide {bits} bits: se aceptan de 2048 a 4096.",
    Motivo.CSD: "Ese certificado es un sello digital (CSD), que sólo sirve para facturar: elija el de su e.firma.",
    Motivo.MAL_USO: "Ese certificado no sirve para firmar documentos: {porque}.",
    Motivo.SIN_RFC: "Ese certificado no dice de qué RFC es: elija el de su e.firma.",
    Motivo.DE_OTRA: "Ese certificado es de otra persona: su RFC no es el de su cuenta.",
    Motivo.AUN_NO: "Su certificado todavía no está vigente: empieza el {desde}.",
    Motivo.VENCIDO: "Su certificado venció el {hasta}: renuévelo, o pida que se proponga con firma autógrafa.",
    Motivo.SIN_CADENA: "Ese certificado no lo emitió una autoridad de las que este sistema reconoce.",
    Motivo.REVOCADO: "Su certificado está revocado: no se firma con él. Tramite otro, o pida firma autógrafa.",
    Motivo.DESCONOCIDO: "Hoy no se pudo saber si su certificado está revocado, y sin saberlo no se firma. Vuelva a "
                        "intentarlo más tarde; si sigue igual, avise a quien opera el sistema.",
}


@dataclass(frozen=True)
class Juicio:
    """El certificado, si sirve; si no, el motivo y cómo se dice."""

    certificado: x509.Certificate | None
    motivo: Motivo | None = None
    frase: str = ""


Revocacion = Callable[[x509.Certificate, Raices, datetime], Estado]
"""Quien dice si está revocado: las listas de la carpeta o, además, su autoridad por OCSP."""


def por_la_carpeta(certificado: x509.Certificate, raices: Raices, en: datetime) -> Estado:
    """Lo que dicen las CRL y respuestas OCSP de la carpeta de confianza; sin ninguna, no se sabe."""
    if not raices.juzga_revocacion:
        return Estado.DESCONOCIDO
    try:
        _recorrer_cadena(certificado, raices, en, con_revocacion=True)
        exigir_frescas(raices, en, [certificado, *raices.intermedios])
    except RevokedError:
        return Estado.REVOCADO
    except (PathError, ValidationError, SinEvidencia):
        return Estado.DESCONOCIDO
    return Estado.BUENO


def preguntando(respondedor: Respondedor) -> Revocacion:
    """Además de las listas, lo que contesta la autoridad; manda lo peor de lo que digan."""

    def decir(certificado: x509.Certificate, raices: Raices, en: datetime) -> Estado:
        if raices.hablan_de(certificado) and por_la_carpeta(certificado, raices, en) is Estado.REVOCADO:
            return Estado.REVOCADO
        try:
            exigir_bueno(certificado, raices, respondedor, desde=en, en=en)
        except CertificadoRevocado:
            return Estado.REVOCADO
        except SinEvidencia:
            return Estado.DESCONOCIDO
        return Estado.BUENO

    return decir


def juzgar(
    cer: bytes, *, rfc: str, raices: Raices, en: datetime, revocacion: Revocacion = por_la_carpeta
) -> Juicio:
    """Si quien tiene ese RFC puede firmar en la hora `en` con ese certificado. No lanza."""
    try:
        certificado = _leer(cer)
        publica = load_der_public_key(certificado.public_key.dump())
    except Exception:  # bytes ajenos: las bibliotecas lanzan de todo
        return _no(Motivo.DANADO)
    if not isinstance(publica, RSAPublicKey):
        return _no(Motivo.NO_ES_RSA)
    if not BITS[0] <= publica.key_size <= BITS[1]:
        return _no(Motivo.TAMANO, bits=publica.key_size)
    return _de_quien(certificado, rfc) or _vigente(certificado, raices, en, revocacion) or Juicio(certificado)


def _leer(cer: bytes) -> x509.Certificate:
    if len(cer) > CABE:
        raise ValueError("no cabe")
    certificado = leer_certificado(cer)
    if certificado.serial_number <= 0:
        raise ValueError("serie")
    return certificado


def _de_quien(certificado: x509.Certificate, rfc: str) -> Juicio | None:
    if es_csd(certificado) and not certificado.ca:
        return _no(Motivo.CSD)
    if porque := motivo_de_mal_uso(certificado):
        return _no(Motivo.MAL_USO, porque=porque)
    suyo = rfc_de(certificado)
    if suyo is None:
        return _no(Motivo.SIN_RFC)
    return None if suyo == rfc.strip().upper() else _no(Motivo.DE_OTRA)


def _vigente(
    certificado: x509.Certificate, raices: Raices, en: datetime, revocacion: Revocacion
) -> Juicio | None:
    fechas = {"desde": f"{certificado.not_valid_before:%d/%m/%Y}", "hasta": f"{certificado.not_valid_after:%d/%m/%Y}"}
    if en < certificado.not_valid_before:
        return _no(Motivo.AUN_NO, **fechas)
    if en > certificado.not_valid_after:
        return _no(Motivo.VENCIDO, **fechas)
    try:
        _recorrer_cadena(certificado, raices, en, con_revocacion=False)
    except (ExpiredError, NotYetValidError, PathError, ValidationError):
        return _no(Motivo.SIN_CADENA)
    estado = revocacion(certificado, raices, en)
    if estado == Estado.BUENO:
        return None
    return _no(Motivo.REVOCADO if estado == Estado.REVOCADO else Motivo.DESCONOCIDO)


def _recorrer_cadena(certificado: x509.Certificate, raices: Raices, en: datetime, *, con_revocacion: bool) -> None:
    contexto = contexto_de(raices, en, con_revocacion=con_revocacion)
    validador = CertificateValidator(certificado, validation_context=contexto)
    asyncio.run(validador.async_validate_usage(set()))


def _no(motivo: Motivo, **dicho: Any) -> Juicio:
    return Juicio(None, motivo, FRASES[motivo].format(**dicho))
