"""Los envíos de recepción y del ente antes del estudio: requisitos, observaciones, papel y lo que deja el trámite."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from dictamenes import tramite
from dictamenes.models import Solicitud
from tests.golpes.accion import envia
from tests.mundo import Mundo
from tests.tecleado import contestacion, pdf

OBSERVADA = {"causal": "concepto", "observaciones": [("concepto-1", "No dice para qué puesto es.")]}
LLEGO = "03/03/2026 09:00"


def _prevenida(mundo: Mundo) -> Solicitud:
    """Vence mucho después de hoy."""
    ahora = timezone.now()
    return mundo.dar(tramite.prevenir, mundo.dar(tramite.presentar, mundo.borrador(), en=ahora), en=ahora, **OBSERVADA)


def _prevenida_ese_dia(mundo: Mundo) -> Solicitud:
    return mundo.dar(tramite.prevenir, mundo.presentada(), **OBSERVADA)


def _contesta(mundo: Mundo, solicitud: Solicitud) -> dict[str, Any]:
    return contestacion(solicitud)


def _duplicada(mundo: Mundo) -> Solicitud:
    mundo.presentada()
    return mundo.presentada()


def _la_otra(mundo: Mundo, solicitud: Solicitud) -> dict[str, Any]:
    return {"a": tramite.acumulables(solicitud).latest("pk").pk}


envia("flujos:requisitos", "solicitud.admitida", "recepcion", "Admitir", sobre=Mundo.presentada)
envia("flujos:prevenir", "solicitud.prevenida", "recepcion", "Enviar observaciones", sobre=Mundo.presentada,
      causal="concepto", sobre_1="concepto-1", observacion_1="No dice para qué puesto es.")
envia("flujos:improcedente", "solicitud.improcedente", "recepcion", "Declarar", sobre=Mundo.presentada,
      motivo="No es tecnología.")
envia("flujos:desahogar", {"observacion.contestada": 1, "prevencion.desahogada": 1}, "presenta", "Entregar",
      sobre=_prevenida, escribe=_contesta, entregar="1")
envia("flujos:prorrogar", "prevencion.prorrogada", "recepcion", sobre=_prevenida, dias="2", motivo="El ente lo pidió.")
envia("flujos:desistir", "solicitud.desistida", "presenta", "Desistirse", sobre=Mundo.presentada, motivo="Ya no hace falta.")
envia("flujos:acumular", "solicitud.acumulada", "coordinacion", "Acumular la solicitud", sobre=_duplicada,
      escribe=_la_otra, motivo="Pide lo mismo.")
envia("flujos:cancelar", "solicitud.cancelada", "coordinacion", "Cancelar", sobre=Mundo.presentada, motivo="Duplicada.")
envia("flujos:desahogar_papel", {"notificacion.surtio": 1, "prevencion.desahogada": 1}, "recepcion", "Entregar la respuesta", sobre=_prevenida_ese_dia,
      escribe=_contesta, archivo=pdf, recibida_en=LLEGO)
envia("flujos:desistir_papel", "solicitud.desistida", "recepcion", "Desistir", sobre=Mundo.presentada, archivo=pdf,
      recibida_en=LLEGO, motivo="Se reprograma.")
envia("flujos:contingencias", "contingencia.registrada", "coordinacion", "Registrar", desde="02/03/2026 09:00",
      hasta="02/03/2026 11:00", motivo="Falla eléctrica")
