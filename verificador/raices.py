"""La carpeta de confianza: las únicas raíces, intermedios, CRL y respuestas OCSP en que se cree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from asn1crypto import crl, ocsp, pem, x509

from verificador import compatibilidad  # noqa: F401  (antes de leer cualquier certificado)
from verificador.certificados import leido, lo_emitio
from verificador.veredictos import RaicesInservibles

Leido = TypeVar("Leido")
Huella = tuple[tuple[str, int], ...]  # nombre y última modificación de cada archivo


@dataclass(frozen=True)
class Raices:
    """Certificados autofirmados (raíces), los demás (intermedios) y evidencia de revocación."""

    raices: tuple[x509.Certificate, ...]
    intermedios: tuple[x509.Certificate, ...] = ()
    crls: tuple[crl.CertificateList, ...] = ()
    ocsps: tuple[ocsp.OCSPResponse, ...] = ()

    @property
    def juzga_revocacion(self) -> bool:
        """La revocación se exige en cuanto hay con qué juzgarla."""
        return bool(self.crls or self.ocsps)

    def hablan_de(self, certificado: x509.Certificate) -> bool:
        """Si alguna CRL de la carpeta es de quien lo emitió, o alguna respuesta OCSP trae su número de serie."""
        return any(lista.issuer == certificado.issuer for lista in self.crls) or any(
            una["cert_id"]["serial_number"].native == certificado.serial_number
            for respuesta in self.ocsps
            if respuesta["response_status"].native == "successful"
            for una in respuesta.response_data["responses"]
        )

    @property
    def huellas(self) -> frozenset[bytes]:
        """SHA-256 de cada certificado de la carpeta."""
        return frozenset(cert.sha256 for cert in (*self.raices, *self.intermedios))


def huella_de_carpeta(carpeta: str) -> Huella:
    """Con qué se nota que algún archivo de la carpeta cambió; vacía si no es una carpeta."""
    ruta = Path(carpeta)
    if not carpeta or not ruta.is_dir():
        return ()
    return tuple(sorted((archivo.name, archivo.stat().st_mtime_ns) for archivo in ruta.iterdir()))


def leer_certificado(datos: bytes) -> x509.Certificate:
    """Certificado X.509 de DER o PEM, leído por completo; ValueError si no lo es."""
    certificado = x509.Certificate.load(_der(datos), strict=True)
    certificado.native  # noqa: B018  (asn1crypto es perezoso: obliga a leerlo todo)
    return certificado


def cargar_raices(carpeta: str | Path) -> Raices:
    """Lee `*.cer`, `*.crl` y `*.ocsp` de la carpeta; RaicesInservibles si no sirve de ancla."""
    if not str(carpeta):
        raise RaicesInservibles("No se indicó la carpeta de raíces de confianza.")
    ruta = Path(carpeta)
    if not ruta.is_dir():
        raise RaicesInservibles(f"La carpeta de raíces «{ruta}» no existe o no es una carpeta.")
    certificados = list(_leer_todos(ruta, ".cer", leer_certificado))
    raices = tuple(cert for cert in certificados if _es_autofirmado(cert))
    if not raices:
        raise RaicesInservibles(f"La carpeta de raíces «{ruta}» no trae ningún certificado raíz (*.cer autofirmado).")
    return Raices(
        raices=raices,
        intermedios=tuple(cert for cert in certificados if cert not in raices),
        crls=tuple(_leer_todos(ruta, ".crl", _leer_crl)),
        ocsps=tuple(_leer_todos(ruta, ".ocsp", _leer_ocsp)),
    )


def _leer_todos(carpeta: Path, extension: str, lector: Callable[[bytes], Leido]) -> Iterator[Leido]:
    try:
        archivos = sorted(ruta for ruta in carpeta.iterdir() if ruta.suffix.lower() == extension and ruta.is_file())
        contenidos = [(ruta.name, ruta.read_bytes()) for ruta in archivos]
    except OSError as error:
        raise RaicesInservibles(f"No se pudo leer la carpeta de raíces «{carpeta}».") from error
    for nombre, datos in contenidos:
        try:
            yield lector(datos)
        except Exception as error:  # asn1crypto lanza de todo ante bytes ajenos
            raise RaicesInservibles(f"«{nombre}», de la carpeta de raíces, está dañado o no es lo que dice.") from error


def _der(datos: bytes) -> bytes:
    return pem.unarmor(datos)[2] if pem.detect(datos) else datos


def _leer_crl(datos: bytes) -> crl.CertificateList:
    lista = crl.CertificateList.load(_der(datos), strict=True)
    lista["tbs_cert_list"]["issuer"].native  # noqa: B018
    return lista


def _leer_ocsp(datos: bytes) -> ocsp.OCSPResponse:
    respuesta = ocsp.OCSPResponse.load(_der(datos), strict=True)
    respuesta["response_status"].native  # noqa: B018
    return respuesta


def _es_autofirmado(cert: x509.Certificate) -> bool:
    if cert.subject != cert.issuer:
        return False
    propio = leido(cert)
    return lo_emitio(propio, propio)
