"""Juzgar el sello de un ancla: que firme ese contenido, con un certificado de confianza y una estampa de tiempo."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

import verificador.ajeno.sin_red  # noqa: F401  (antes que pyHanko)

# isort: split
from asn1crypto import cms, x509
from pyhanko.sign.general import find_cms_attribute_iter
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
from pyhanko.sign.validation.status import StandardCMSSignatureStatus

from verificador import compatibilidad  # noqa: F401  (antes de leer cualquier certificado)
from verificador.anclas import Ancla, AnclaIlegible, leer
from verificador.certificados import nombre_de
from verificador.firmas import (
    HOLGURA,
    HOLGURA_ENTRE_RELOJES,
    contexto_de,
    exigir_cadena,
    exigir_estampa,
    exigir_uso,
    puede_ser_falta_de_evidencia,
)
from verificador.origenes import Declaracion
from verificador.origenes import leer as leer_declaracion
from verificador.raices import Raices
from verificador.sobre import revisar_sobre
from verificador.veredictos import Rechazo


@dataclass(frozen=True)
class SelloJuzgado:
    """Un sello bueno: de quién es y a qué hora consta por su estampa."""

    titular: str
    constancia: datetime


class Jueza:
    """Revisa el sello de cada ancla con una carpeta de confianza, y recuerda cuántos y de quién."""

    def __init__(
        self, raices: Callable[[], Raices] | None, sellos: Collection[bytes], momento: datetime,
        *, cuales: Callable[[Ancla], bool] | None = None,
    ) -> None:
        """Sin `raices` no juzga nada. `sellos`: SHA-256 de los que valen; vacío, cualquiera. `cuales`: sólo ésas."""
        self._raices, self._sellos, self._momento, self._cuales = raices, sellos, momento, cuales
        self.juzgados = 0
        self.ultimo: SelloJuzgado | None = None
        self.titulares: dict[str, None] = {}
        self.origen: Declaracion | None = None

    @property
    def fija(self) -> bool:
        """Si sólo admite anclas de los certificados que se le dijeron."""
        return self._raices is not None and bool(self._sellos)

    def __call__(self, ancla: Ancla) -> None:
        """Lanza `Rechazo` si el sello no vale."""
        if self._cuales is None or self._cuales(ancla):
            self._juzgar(ancla)

    def declarado(self, origen: Declaracion) -> None:
        """El origen que se sigue, con su sello juzgado. Lanza `Rechazo`."""
        self._juzgar(origen)
        self.origen = origen

    def _juzgar(self, ancla: Ancla | Declaracion) -> None:
        if self._raices is None:
            return
        self.ultimo = juzgar(ancla, self._raices(), self._momento, self._sellos)
        self.juzgados += 1
        self.titulares[self.ultimo.titular] = None


def juzgar(
    ancla: Ancla | Declaracion, raices: Raices, momento: datetime, sellos: Collection[bytes] = ()
) -> SelloJuzgado:
    """Sello bueno en la hora `momento`, o Rechazo. `sellos`: SHA-256 de los certificados que valen; vacío, cualquiera.

    El certificado se juzga en la hora de su estampa; la estampa, en `momento`.
    """
    quien = f"El sello del {ancla.rotulo}"
    try:
        return _juzgar(quien, ancla, raices, momento, sellos)
    except Rechazo:
        raise
    except Exception as error:  # unos bytes ajenos hacen que las bibliotecas lancen de todo
        raise Rechazo(f"{quien} está dañado y no se puede interpretar ({type(error).__name__}).") from error


def contenido_de(sellado: bytes) -> bytes:
    """Lo que el sello firma, sin juzgarlo. ValueError si no es un sobre CMS con contenido."""
    sobre = cms.ContentInfo.load(sellado, strict=True)
    if sobre["content_type"].native != "signed_data":
        raise ValueError("No es un contenido firmado (CMS).")
    contenido = sobre["content"]["encap_content_info"]["content"].native
    if not isinstance(contenido, bytes):
        raise ValueError("El sobre no trae lo que firma.")
    return contenido


def abrir(sellada: bytes, nombre: str) -> Ancla:
    """El ancla de un archivo guardado fuera, sin juzgar su sello. `AnclaIlegible`, con su `nombre`, si está dañado."""
    try:
        return leer(json.loads(contenido_de(sellada)), sellada)
    except Exception as error:  # unos bytes ajenos hacen que las bibliotecas lancen de todo
        raise AnclaIlegible(f"«{nombre}», guardada fuera, está dañada: {error}") from error


def abrir_declaracion(sellada: bytes, nombre: str) -> Declaracion:
    """La declaración de origen guardada fuera, sin juzgar su sello. `AnclaIlegible`, con su `nombre`."""
    try:
        return leer_declaracion(contenido_de(sellada), sellada)
    except Exception as error:  # ídem
        raise AnclaIlegible(f"«{nombre}», guardada fuera, está dañada: {error}") from error


def _juzgar(
    quien: str, ancla: Ancla | Declaracion, raices: Raices, momento: datetime, sellos: Collection[bytes]
) -> SelloJuzgado:
    if contenido_de(ancla.cms) != ancla.contenido:
        raise Rechazo(f"{quien} firma otro contenido.")
    sobre = cms.ContentInfo.load(ancla.cms)["content"]
    hora, estampa = _estampa(quien, sobre)
    estado = _validar(ancla.contenido, _sin_contenido(sobre), raices, hora, momento)
    if not (estado.intact and estado.valid):
        raise Rechazo(f"{quien} no corresponde a su contenido.")
    if estado.timestamp_validity is None:
        raise Rechazo(f"{quien} trae una estampa de tiempo ilegible.")
    exigir_estampa(f"La estampa del {ancla.rotulo}", estampa, estado.timestamp_validity, raices, momento)
    _exigir_sello(quien, estado, raices, sellos)
    revisar_sobre(quien, sobre, raices)
    if abs(datetime.fromisoformat(ancla.en) - hora) > HOLGURA_ENTRE_RELOJES:
        raise Rechazo(f"El {ancla.rotulo} dice una hora que su estampa no confirma.")
    return SelloJuzgado(nombre_de(estado.signing_cert), hora)


def _estampa(quien: str, sobre: cms.SignedData) -> tuple[datetime, cms.SignedData]:
    valores = list(find_cms_attribute_iter(sobre["signer_infos"][0]["unsigned_attrs"], "signature_time_stamp_token"))
    if len(valores) != 1:
        raise Rechazo(f"{quien} no trae una estampa de tiempo.")
    estampa = valores[0]["content"]
    return estampa["encap_content_info"]["content"].parsed["gen_time"].native, estampa


def _sin_contenido(sobre: cms.SignedData) -> cms.SignedData:
    """El mismo sobre como firma suelta, que es lo que pyHanko valida con su estampa: lo firmado son los atributos."""
    suelto = sobre.copy()
    suelto["encap_content_info"] = cms.ContentInfo({"content_type": "data"})
    return suelto


def _validar(
    contenido: bytes, sobre: cms.SignedData, raices: Raices, hora: datetime, momento: datetime
) -> StandardCMSSignatureStatus:
    def validado(con_revocacion: bool) -> StandardCMSSignatureStatus:
        de_estampa = contexto_de(raices, momento + HOLGURA, con_revocacion=con_revocacion)
        de_firma = contexto_de(raices, hora + HOLGURA)
        return asyncio.run(async_validate_detached_cms(contenido, sobre, de_firma, de_estampa))

    estado = validado(con_revocacion=True)
    estampa = estado.timestamp_validity
    if estampa is None or estampa.trusted or not puede_ser_falta_de_evidencia(estampa, raices):
        return estado
    return validado(con_revocacion=False)


def _exigir_sello(
    quien: str, estado: StandardCMSSignatureStatus, raices: Raices, sellos: Collection[bytes]
) -> None:
    certificado: x509.Certificate = estado.signing_cert
    if sellos and certificado.sha256 not in sellos:
        raise Rechazo(f"{quien} no es del sello institucional ({nombre_de(certificado)}).")
    exigir_uso(quien, certificado)
    exigir_cadena(quien, estado, raices)
