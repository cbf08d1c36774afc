"""Lo que en la demostración espera una e.firma y no es dictamen: una prevención, una copia y una entrega del ente."""

from __future__ import annotations

from datetime import datetime

from config.demostracion.asuntos import ENTE_ANUNCIADO, OBSERVACIONES
from config.demostracion.camino import contestaciones
from config.demostracion.gente import Gente, quien_presenta
from dictamenes import tramite
from dictamenes.documento.por_sellar import sellar_pendientes
from dictamenes.expediente import entrega_firmada
from dictamenes.models import Solicitud
from dictamenes.models.dictamen import EstadoDeDictamen, FormaDeFirma
from dictamenes.models.solicitud import Estado
from dictamenes.reglas import requisitos
from flujos.expediente.exportacion.certificar import certificar
from flujos.recorrido import actos

PARA = "Órgano Interno de Control (ficticio)"


def dejar_por_firmar(gente: Gente, en: datetime) -> None:
    """Con los actos de verdad, y ya sellados: aparecen en «Por firmar» de cada quien."""
    _prevencion(gente, en)
    _copia(gente, en)
    _entrega(gente, en)
    sellar_pendientes(en)


def _prevencion(gente: Gente, en: datetime) -> None:
    recibida = Solicitud.objects.filter(estado=Estado.EN_REQUISITOS, prevenciones=None).order_by("pk").last()
    if recibida:
        causal, observaciones = OBSERVACIONES[0]
        actos.ejecutar(
            tramite.preparar_prevencion, recibida, por=gente.quien("recepcion", None), en=en, causal=causal,
            observaciones=observaciones)


def _copia(gente: Gente, en: datetime) -> None:
    vigentes = Solicitud.objects.filter(dictamen__estado=EstadoDeDictamen.VIGENTE).select_related("ente", "dictamen")
    if emitida := vigentes.order_by("pk").first():
        certificar(
            emitida, alcance="ente", para=PARA, fundamentos=[], por=gente.quien("coordinacion", None), en=en,
            forma=FormaDeFirma.PADES)


def _entrega(gente: Gente, en: datetime) -> None:
    """Las respuestas a una prevención del ente que se anuncia, listas para la e.firma de quien presenta."""
    prevenidas = Solicitud.objects.filter(estado=Estado.PREVENIDA, ente__siglas=ENTE_ANUNCIADO).select_related("ente")
    completas = (solicitud for solicitud in prevenidas.order_by("pk") if not requisitos.revisar(solicitud))
    if lista := next(completas, None):
        entrega_firmada.preparar(
            lista, version=None, por=quien_presenta(gente, ENTE_ANUNCIADO), en=en, respuestas=contestaciones(lista))
