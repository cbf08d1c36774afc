"""Registrar la firma autógrafa: recibir su escaneo, cotejarlo y firmar, o dejarlo para que otra persona lo vea."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cuentas.models import Usuario
from dictamenes import tramite
from dictamenes.documento import escaneos
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import Dictamen, EscaneoFirmado, Solicitud
from dictamenes.models.constancia import consta
from dictamenes.models.dictamen import EstadoDeDictamen
from dictamenes.models.proyecto import Veredicto, ultimo_escaneo
from flujos.estudio import firmables
from flujos.expediente.turno import dictamen_de
from flujos.recorrido import actos

SE_REVISA = (
    "El escaneo ya se recibió y el antivirus lo está revisando: vuelva en unos minutos y registre la firma. No hay que "
    "subirlo otra vez."
)
FIRMADO = "Escaneo cotejado, trazo detectado: {folio} quedó firmado. El sistema lo está publicando y avisará al ente."
EN_DUDA = (
    "El escaneo de {folio} se recibió y dejó dudas: otra persona, en coordinación, lo verá junto al original. Cuando "
    "lo confirme se le avisará y podrá registrar la firma sin subirlo otra vez."
)


def recordado(dictamen: Dictamen | None) -> EscaneoFirmado | None:
    """El último que se recibió y todavía puede servir: no hay que subirlo otra vez."""
    escaneo = ultimo_escaneo(dictamen) if dictamen else None
    if escaneo is None or escaneo.archivo.rechazado or escaneo.confirmado is False:
        return None
    return None if escaneo.veredicto == Veredicto.RECHAZADO else escaneo


def registrar(
    solicitud: Solicitud, *, por: Usuario, en: datetime, visto: str, subidos: Sequence[Any], ubicacion: str
) -> str:
    """Firma con el escaneo que llega, o con el que ya se había recibido, y devuelve lo que se le dice a la persona.

    Lanza `DatosInvalidos` si no se admite o no es el de este documento, y lo que lance el acto.
    """
    dictamen = dictamen_de(solicitud)
    es_suyo = dictamen is not None and dictamen.autoriza_id == por.pk and _espera(dictamen, visto)
    escaneo = _escaneo(dictamen, subidos, por, en, ubicacion) if dictamen and es_suyo else None
    if escaneo and escaneo.veredicto == Veredicto.DUDOSO and not escaneo.vale:
        if not escaneo.en_duda_en:
            actos.ejecutar(tramite.dejar_en_duda, solicitud, por, en)
        return EN_DUDA
    firmables.firmar_dictamen(
        solicitud, por=por, en=en, visto=visto, firmado=lambda _: consta(escaneo).archivo, ubicacion_original=ubicacion,
    )
    return FIRMADO


def _espera(dictamen: Dictamen, visto: str) -> bool:
    sellado = dictamen.sellado
    return dictamen.estado == EstadoDeDictamen.POR_FIRMAR and sellado is not None and sellado.sha256 == visto


def _escaneo(
    dictamen: Dictamen, subidos: Sequence[Any], por: Usuario, en: datetime, ubicacion: str
) -> EscaneoFirmado:
    """El que llega o el que se recordaba, ya cotejado."""
    escaneo = escaneos.recibir(dictamen, subidos, por=por, en=en, ubicacion=ubicacion) if subidos else (
        recordado(dictamen))
    if escaneo is None:
        raise DatosInvalidos("Adjunte el escaneo del dictamen firmado.")
    if escaneo.archivo.rechazado:
        raise DatosInvalidos(f"El antivirus rechazó el escaneo ({escaneo.archivo.motivo}): adjunte otro.")
    if not escaneo.archivo.disponible:
        raise DatosInvalidos(SE_REVISA)
    return escaneos.cotejar(escaneo)
