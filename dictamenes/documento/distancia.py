"""Firmar un papel con la llave que está en el navegador de quien lo firma (docs/decisiones/0079).

Entre preparar y terminar no se guarda nada: la ficha, que va y viene firmada, dice quién, qué, con qué certificado y a
qué hora, y de eso salen otra vez los mismos bytes.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypedDict

from asn1crypto import x509
from django.core import signing

from archivos.entrada import guardar
from archivos.models import Archivo
from bitacora.rechazos import Rechazo, con_constancia
from cuentas.models import Usuario
from dictamenes.documento.a_firmar import AFirmar, de_prueba
from dictamenes.documento.firma import a_distancia, instalada, juicio
from dictamenes.documento.firma.sello import CAMPO_FIRMA
from dictamenes.excepciones import CapturaVencida, DatosInvalidos
from dictamenes.fundamentos import electronica
from verificador.politica import Exigencias
from verificador.politica import juzgar as verificar

PDF = "application/pdf"
SAL = "dictamenes.firma_a_distancia"
VIGENCIA = timedelta(minutes=10)
VENCIDA = "Lo preparado para firmar venció a los diez minutos o no es suyo: pulse «Firmar» otra vez."
CAMBIO = "El documento cambió desde que lo leyó: vuelva a leerlo antes de firmar."
OTROS_BYTES = "La firma que llegó no es de este documento con ese certificado: no se registró y quedó anotado."


class FirmaDeOtrosBytes(Rechazo):
    """Lo firmado no es lo que se preparó."""


class CertificadoNoSirve(DatosInvalidos):
    """Con ese certificado no se firma ninguno: el mensaje dice por qué."""


class Preparado(TypedDict):
    """Lo que el navegador comprueba y firma: la ficha, lo que se agrega a los bytes leídos y los atributos (base64)."""

    ficha: str
    agregado: str
    atributos: str


@dataclass(frozen=True)
class Ficha:
    """Quién firma qué (`cual`, como lo nombra la cola), con qué certificado y a qué hora."""

    persona: int
    cual: str
    visto: str
    cer: bytes
    en: datetime

    def sellar(self) -> str:
        """Como viaja: la firma el sitio, para que nadie la componga."""
        dice = [self.persona, self.cual, self.visto, b64encode(self.cer).decode(), self.en.isoformat()]
        return signing.dumps(dice, salt=SAL, compress=True)

    @classmethod
    def abrir(cls, texto: str, quien: Usuario) -> Ficha:
        """La que se selló para esa persona hace diez minutos o menos. `DatosInvalidos` si no lo es."""
        try:
            persona, cual, visto, cer, en = signing.loads(texto, salt=SAL, max_age=VIGENCIA)
        except signing.BadSignature:
            raise DatosInvalidos(VENCIDA) from None
        if persona != quien.pk:
            raise DatosInvalidos(VENCIDA)
        return cls(persona, cual, visto, b64decode(cer), datetime.fromisoformat(en))


def preparar(documento: AFirmar, ficha: Ficha, quien: Usuario) -> Preparado:
    """Lo que se firma, si el certificado sirve y el documento sigue siendo el que se leyó.

    `CertificadoNoSirve` con la frase del juicio; `CapturaVencida` si es otro.
    """
    hoja = _hoja(documento, ficha, quien, ficha.en)
    listo = a_distancia.preparar(hoja)
    return {
        "ficha": ficha.sellar(), "agregado": b64encode(listo.contenido[len(hoja.pdf):]).decode(),
        "atributos": b64encode(listo.atributos).decode(),
    }


def firmado(documento: AFirmar, quien: Usuario, en: datetime, *, ficha: Ficha, firma: bytes) -> Archivo:
    """El documento con esa firma, ya guardado. `FirmaDeOtrosBytes`, con constancia, si no es de lo que se preparó."""
    with con_constancia(documento.operacion, documento.solicitud or quien, por=quien, en=en):
        documento.exigir_lo_registrado(quien)
        return guardar(_rematar(_hoja(documento, ficha, quien, en), firma), PDF)


def probar(quien: Usuario, en: datetime, *, ficha: Ficha, firma: bytes) -> None:
    """La firma de la hoja de prueba: se remata, se verifica como cualquiera y, buena, queda constancia."""
    hoja = _hoja(de_prueba(), ficha, quien, en)
    with con_constancia("firma.probar", quien, por=quien, en=en):
        contenido = _rematar(hoja, firma)
    dictado = verificar(contenido, instalada.raices(), en, Exigencias(firmantes={CAMPO_FIRMA: quien.rfc}))
    if not dictado.es_valida:
        raise DatosInvalidos(f"La firma de prueba no pasó la verificación: {dictado.motivo}")
    serie, huella = f"{hoja.certificado.serial_number:x}", hashlib.sha256(contenido).hexdigest()
    electronica.anotar_probada(quien, en, serie=serie, firmado=huella)


def _hoja(documento: AFirmar, ficha: Ficha, quien: Usuario, en: datetime) -> a_distancia.Hoja:
    """Con el certificado juzgado en `en`: al terminar se juzga otra vez."""
    certificado = _juzgado(ficha.cer, quien, en)
    if hashlib.sha256(documento.pdf).hexdigest() != ficha.visto:
        raise CapturaVencida(CAMBIO)
    return a_distancia.Hoja(
        documento.pdf, certificado, instalada.raices().intermedios, ficha.en, motivo=documento.motivo,
        lugar=documento.lugar(),
    )


def _juzgado(cer: bytes, quien: Usuario, en: datetime) -> x509.Certificate:
    respondedor = instalada.respondedor(en)
    dicho = juicio.juzgar(
        cer, rfc=quien.rfc, raices=instalada.raices(), en=en,
        revocacion=juicio.preguntando(respondedor) if respondedor else juicio.por_la_carpeta,
    )
    if dicho.certificado is None:
        raise CertificadoNoSirve(dicho.frase)
    return dicho.certificado


def _rematar(hoja: a_distancia.Hoja, firma: bytes) -> bytes:
    try:
        return a_distancia.rematar(hoja, firma)
    except a_distancia.FirmaAjena:
        raise FirmaDeOtrosBytes(OTROS_BYTES) from None
