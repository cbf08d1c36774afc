"""Las condiciones de un dictamen ya emitido: recordarlas hasta que se cumplan y mostrarlas con su historia."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from bitacora.cadena import anotar
from bitacora.models import Evento
from cuentas.acceso.acceso import puede
from cuentas.models import Usuario
from cuentas.papeles import CAPTURAN
from cuentas.parada import barrer
from cuentas.reloj import dia_de
from cuentas.tiempo.calendario import Calendario, apertura, calendarios_de
from dictamenes.models import Condicion, CumplimientoDeCondicion, Dictamen, Solicitud
from dictamenes.reglas import condiciones
from dictamenes.reglas.participacion import motivo_para_no_participar
from flujos.bandeja.bandeja import dias_habiles
from flujos.recorrido import notificaciones

LOTE = 200


def recordar_condiciones(en: datetime) -> int:
    """Recuerda las que ya toca, en el orden de su índice y hasta `LOTE` por vuelta. Devuelve cuántas."""
    debidas = Condicion.objects.filter(recordar_en__lte=en).select_related("dictamen__solicitud")
    lote = list(debidas.order_by("recordar_en")[:LOTE])
    if not lote:
        return 0
    calendarios = calendarios_de(c.dictamen.solicitud.ente_id for c in lote)
    ritmo = condiciones.Ritmo.vigente()

    @transaction.atomic
    def una(condicion: Condicion) -> bool:
        solicitud = Solicitud.objects.select_for_update().get(pk=condicion.dictamen.solicitud_id)
        actual = Condicion.objects.filter(pk=condicion.pk, cumplida_en=None, recordar_en__lte=en).first()
        return actual is not None and _recordar(solicitud, actual, calendarios[solicitud.ente_id], ritmo, en)

    return barrer(lote, una, "No se pudo recordar la condición %s.")


def _recordar(
    solicitud: Solicitud, actual: Condicion, calendario: Calendario, ritmo: condiciones.Ritmo, en: datetime
) -> bool:
    """Apunta el siguiente y, si el que llegó no se había avisado, avisa y lo anota. Cierto si avisó."""
    con_efectos = Dictamen.objects.filter(pk=actual.dictamen_id, estado__in=condiciones.CON_EFECTOS).exists()
    dia, siguiente = condiciones.toca(actual.fecha, en, calendario, ritmo)
    condiciones.apuntar(actual, siguiente if con_efectos else None)
    clave = f"condicion.recordada:{actual.pk}:{dia}"
    if not con_efectos or dia is None or Evento.objects.filter(clave=clave).exists():
        return False
    vencida = dia > actual.fecha
    if actual.cumplimientos.por_revisar().exists():
        tema, personas = "condicion_por_revisar", notificaciones.quienes_siguen(solicitud, dia_de(en))
    else:
        tema = "condicion_vencida" if vencida else "condicion_por_vencer"
        suyas = list(Usuario.objects.nombradas(dia_de(en), ente=solicitud.ente_id, papel__in=CAPTURAN))
        personas = suyas + (notificaciones.quienes_siguen(solicitud, dia_de(en)) if vencida else [])
    notificaciones.avisar_una_vez(solicitud, personas, tema, en, f"{actual.pk}:{dia}")
    anotar("condicion.recordada", solicitud, por=None, en=en, clave=clave, datos={"condicion": actual.pk})
    return True


def de_dictamen(
    dictamen: Dictamen, usuario: Usuario, en: datetime, calendario: Calendario
) -> list[dict[str, Any]]:
    """Las condiciones con su semáforo, su historia y lo que esta persona puede hacer con cada una."""
    solicitud = dictamen.solicitud
    halladas = dictamen.condiciones.prefetch_related("cumplimientos__archivo", "cumplimientos__reportado_por")
    corren = dictamen.estado in condiciones.CON_EFECTOS
    return [
        {
            "condicion": c, "intentos": list(c.cumplimientos.all()), "situacion": _situacion(c, en) if corren else "",
            "dias": dias_habiles(apertura(c.fecha), en, calendario),
            "accion": _accion(solicitud, c, usuario, en) if corren else None,
        }
        for c in halladas
    ]


def por_revisar(visibles: QuerySet[Solicitud]) -> Iterable[CumplimientoDeCondicion]:
    """Lo reportado que nadie ha resuelto, lo más antiguo primero; hasta cien."""
    abiertos = CumplimientoDeCondicion.objects.por_revisar().filter(condicion__dictamen__solicitud__in=visibles)
    relaciones = abiertos.select_related("condicion__dictamen__solicitud__ente", "reportado_por", "archivo")
    return relaciones.order_by("reportado_en", "pk")[:100]


def _situacion(condicion: Condicion, en: datetime) -> str:
    return condiciones.situacion(condicion, list(condicion.cumplimientos.all()), dia_de(en))


def _accion(solicitud: Solicitud, condicion: Condicion, usuario: Usuario, en: datetime) -> dict[str, str] | None:
    como = _situacion(condicion, en)
    if como == "por_revisar" and puede(usuario, "condicion.resolver"):
        if motivo_para_no_participar(solicitud, usuario, "proyecta"):
            return None
        return {"texto": "Revisar el cumplimiento", "url": _url("condicion_resolver", solicitud, condicion)}
    if como not in ("cumplida", "por_revisar") and puede(usuario, "condicion.reportar", solicitud.ente):
        return {"texto": "Reportar el cumplimiento", "url": _url("condicion_reportar", solicitud, condicion)}
    return None


def _url(nombre: str, solicitud: Solicitud, condicion: Condicion) -> str:
    return reverse(f"flujos:{nombre}", args=[solicitud.pk, condicion.pk])
