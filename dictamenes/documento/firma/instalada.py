"""La única puerta que lee los ajustes de firma: qué sello, qué estampadora y qué raíces tiene esta instalación."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import verificador.ajeno.sin_red  # noqa: F401  (antes que pyHanko)

# isort: split
from asn1crypto import x509
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from pyhanko.sign.timestamps import TimeStamper

from dictamenes.documento.firma import modulo, revocacion
from dictamenes.documento.firma.credenciales import Credencial, CredencialRechazada, cargar, cargar_sat
from dictamenes.documento.firma.estampado import EstampadoraLocal, estampadora_http
from dictamenes.documento.firma.revocacion import Respondedor
from verificador.raices import Huella, Raices, cargar_raices, huella_de_carpeta, leer_certificado
from verificador.veredictos import RaicesInservibles

RFC_EN_RUTA = re.compile(r"^[A-ZÑ&0-9]{12,13}$")


class CredencialNoCustodiada(Exception):
    """Este servidor no custodia la e.firma de esa persona (en producción, la de nadie): queda la vía autógrafa."""


def sello_institucional() -> Credencial:
    """Credencial del sello (FIRMA_SELLO_CER y _KEY, o _PKCS11_…); ImproperlyConfigured si falta o no abre.

    Sólo la pide el firmante (`dictamenes.documento.firmante`, `auditoria.anclas.firmar`): lo vigila una prueba.
    """
    if settings.FIRMA_SELLO_PKCS11_MODULO:
        return _de_modulo(
            settings.FIRMA_SELLO_CER, settings.FIRMA_SELLO_PKCS11_MODULO, settings.FIRMA_SELLO_PKCS11_FICHA,
            settings.FIRMA_SELLO_PKCS11_LLAVE, settings.FIRMA_SELLO_CONTRASENA,
        )
    return _credencial(
        "FIRMA_SELLO", settings.FIRMA_SELLO_CER, settings.FIRMA_SELLO_KEY, settings.FIRMA_SELLO_CONTRASENA
    )


def certificado_del_sello() -> x509.Certificate:
    """El certificado del sello, que no es secreto; su llave sólo la lee el firmante. ImproperlyConfigured si falta."""
    try:
        return leer_certificado(Path(settings.FIRMA_SELLO_CER).read_bytes())
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured("No se pudo leer FIRMA_SELLO_CER.") from error


def tiene_sello() -> bool:
    """Si hay un sello con qué sellar: una máquina de desarrollo recién puesta todavía no lo tiene."""
    return bool(settings.FIRMA_SELLO_CER) and Path(settings.FIRMA_SELLO_CER).is_file()


def estampadora(en: datetime) -> TimeStamper:
    """La TSA de FIRMA_TSA_URL o, sin ella, la local de FIRMA_TSA_CER/_KEY (sólo demostración), que da la hora `en`."""
    if settings.FIRMA_TSA_URL:
        return estampadora_http(settings.FIRMA_TSA_URL)
    return EstampadoraLocal(_credencial("FIRMA_TSA", settings.FIRMA_TSA_CER, settings.FIRMA_TSA_KEY, ""), en)


def respondedor(en: datetime) -> Respondedor | None:
    """A quién se le pregunta por un certificado: FIRMA_OCSP_URL o, en la demostración, el local (FIRMA_OCSP_CER/_KEY).

    None si no hay: entonces valen las listas de revocación de la carpeta de confianza.
    """
    if settings.FIRMA_OCSP_URL:
        return revocacion.por_http(*settings.FIRMA_OCSP_URL.split())
    if not (settings.FIRMA_OCSP_CER and Path(settings.FIRMA_OCSP_CER).is_file()):
        return None
    quien = _credencial("FIRMA_OCSP", settings.FIRMA_OCSP_CER, settings.FIRMA_OCSP_KEY, "")
    return revocacion.local(quien, raices(), en)


def directorio_raices() -> str:
    """Carpeta de confianza (FIRMA_DIR_RAICES), tal como está en los ajustes."""
    return str(settings.FIRMA_DIR_RAICES or "")


def raices() -> Raices:
    """Contenido de la carpeta de confianza; se relee si algún archivo cambia. ImproperlyConfigured si no sirve."""
    carpeta = directorio_raices()
    try:
        return _raices(carpeta, huella_de_carpeta(carpeta))
    except RaicesInservibles as error:
        raise ImproperlyConfigured(f"FIRMA_DIR_RAICES: {error}") from None


def certificados_de_confianza() -> dict[str, bytes]:
    """Los certificados de la carpeta de confianza, por su nombre; las CRL y OCSP cambian a diario y no van."""
    carpeta = Path(directorio_raices())
    if not directorio_raices() or not carpeta.is_dir():
        return {}
    return {ruta.name: ruta.read_bytes() for ruta in sorted(carpeta.glob("*.cer"))}


def sellos_fijados() -> frozenset[bytes]:
    """SHA-256 de cada certificado con que esta instalación ha sellado: el vigente y los de FIRMA_DIR_SELLOS.

    Al cambiar de sello, el anterior se deja en esa carpeta: sin él, lo que firmó deja de valer.
    """
    return frozenset(certificado.sha256 for certificado in certificados_de_sello())


def certificados_de_sello() -> list[x509.Certificate]:
    """Los mismos, enteros; el vigente, primero. Nunca la llave: quien compara no la necesita."""
    carpeta = Path(settings.FIRMA_DIR_SELLOS) if settings.FIRMA_DIR_SELLOS else None
    rutas = [Path(settings.FIRMA_SELLO_CER), *(sorted(carpeta.glob("*.cer")) if carpeta else ())]
    return [leer_certificado(ruta.read_bytes()) for ruta in rutas]


def custodia_credenciales() -> bool:
    """Cierto sólo en la demostración: el servidor guarda credenciales personales de prueba."""
    return bool(settings.FIRMA_DIR_CREDENCIALES)


def credencial_de(rfc: str, *, en: datetime) -> Credencial:
    """e.firma de prueba custodiada de quien tiene ese RFC, vigente en `en`.

    CredencialNoCustodiada si no se custodia; CredencialRechazada si no sirve.
    """
    return cargar_sat(*_de_prueba(rfc), en=en, cadena=_intermedios())


def paquete_de_prueba(rfc: str) -> bytes:
    """ZIP con la e.firma de prueba de quien tiene ese RFC, para firmar como en producción. CredencialNoCustodiada."""
    cer, key, contrasena = _de_prueba(rfc)
    salida = BytesIO()
    with ZipFile(salida, "w") as paquete:
        for nombre, contenido in ((f"{rfc}.cer", cer), (f"{rfc}.key", key), ("contrasena.txt", contrasena.encode())):
            paquete.writestr(nombre, contenido)
    return salida.getvalue()


def _de_prueba(rfc: str) -> tuple[bytes, bytes, str]:
    carpeta = Path(settings.FIRMA_DIR_CREDENCIALES or "")
    if not custodia_credenciales() or not RFC_EN_RUTA.match(rfc):
        raise CredencialNoCustodiada("Este sistema no custodia e.firmas personales.")
    try:
        cer, key = ((carpeta / f"{rfc}.{extension}").read_bytes() for extension in ("cer", "key"))
        return cer, key, (carpeta / "contrasena").read_text(encoding="utf-8").strip()
    except OSError:
        raise CredencialNoCustodiada("No hay una e.firma de prueba de esa persona.") from None


@lru_cache(maxsize=8)
def _credencial(ajuste: str, cer: str, key: str, contrasena: str) -> Credencial:
    if not (cer and key):
        raise ImproperlyConfigured(f"Faltan {ajuste}_CER y {ajuste}_KEY en los ajustes.")
    try:
        return cargar(Path(cer).read_bytes(), Path(key).read_bytes(), contrasena or None, cadena=_intermedios())
    except OSError:
        raise ImproperlyConfigured(f"No se pudieron leer {ajuste}_CER y {ajuste}_KEY.") from None
    except CredencialRechazada as error:
        raise ImproperlyConfigured(f"{ajuste}: {error}") from None


@lru_cache(maxsize=1)
def _de_modulo(cer: str, biblioteca: str, ficha: str, llave: str, pin: str) -> Credencial:
    try:
        return modulo.cargar(
            Path(cer).read_bytes(), modulo=biblioteca, ficha=ficha, llave=llave, pin=pin, cadena=_intermedios(),
        )
    except OSError:
        raise ImproperlyConfigured("No se pudo leer FIRMA_SELLO_CER.") from None
    except CredencialRechazada as error:
        raise ImproperlyConfigured(f"FIRMA_SELLO_PKCS11: {error}") from None


def _intermedios() -> tuple[x509.Certificate, ...]:
    return raices().intermedios


@lru_cache(maxsize=4)
def _raices(carpeta: str, huella: Huella) -> Raices:
    return cargar_raices(carpeta)
