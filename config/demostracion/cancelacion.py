"""Datos personales de un evento, cancelados entre dos personas; y otra propuesta que espera a quien la confirme."""

from __future__ import annotations

from datetime import datetime

from auditoria import cancelacion
from bitacora.lapidas import lo_que_queda
from bitacora.models import Evento
from config.demostracion.gente import Gente

CON_TEXTO = ("solicitud.cancelada", "solicitud.desistida", "suplencia.propuesta", "acceso.rechazado")
PEDIDOS = (
    ("Solicitud ARCO-014 (ficticia): el motivo nombra a un particular", "CT/07, sesión 3 ordinaria (ficticia)"),
    ("Solicitud ARCO-019 (ficticia): el motivo describe un estado de salud", "CT/09, sesión 4 ordinaria (ficticia)"),
)


def cancelar_datos(gente: Gente, en: datetime) -> None:
    """La primera se confirma y la segunda queda en espera; ninguna, si la bitácora no trae textos que cancelar."""
    propone, confirma = gente.central["coordinacion"][0], gente.central["administrador"][0]
    eventos = Evento.objects.filter(accion__in=CON_TEXTO).select_related("datos_evento").order_by("n")
    cancelables = [evento.n for evento in eventos[:200] if lo_que_queda(evento).campos][: len(PEDIDOS)]
    for lugar, (n, (fundamento, resolucion)) in enumerate(zip(cancelables, PEDIDOS, strict=False)):
        propuesta = cancelacion.proponer(n, fundamento=fundamento, resolucion=resolucion, por=propone, en=en)
        if lugar == 0:
            cancelacion.confirmar(propuesta, por=confirma, en=en)
