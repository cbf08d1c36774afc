"""El calendario y los plazos abiertos: declarar un día inhábil alarga lo que estaba corriendo.

El cambio se anota con el día y el trabajador lo aplica asunto por asunto: si muere a la mitad, al volver lo repite y lo
ya recorrido no cambia. Ningún plazo abierto se acorta: un día habilitado cuenta para los que se abran después.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, time

from django.db import transaction
from django.db.models import QuerySet
from viewflow.workflow.exceptions import FlowLockFailed

from cuentas.models import Usuario
from cuentas.parada import hasta_parar
from cuentas.reloj import HERMOSILLO
from cuentas.tiempo import dias
from cuentas.tiempo.dias import Dia
from dictamenes import tramite
from dictamenes.excepciones import EstadoEquivocado, SinCambio
from dictamenes.models import Plazo, Solicitud
from flujos.models import CambioDeCalendario
from flujos.recorrido import notificaciones
from flujos.recorrido.actos import en_turno, recorrer

registro = logging.getLogger(__name__)


@transaction.atomic
def declarar(nuevos: Sequence[Dia], *, por: Usuario, en: datetime, envio: str | None = None) -> list[Dia]:
    """Declara los días y pide recorrer los plazos abiertos que tocan. Devuelve los que cambiaron algo."""
    cambian = dias.declarar(nuevos, por=por, en=en, envio=envio)
    if cambian:
        _pedir_recuento(cambian, en)
    return cambian


@transaction.atomic
def quitar(pk: int, *, por: Usuario, en: datetime) -> Dia:
    """Quita un día y pide recorrer: quitar uno habilitado también alarga."""
    dia = dias.quitar(pk, por=por, en=en)
    _pedir_recuento([dia], en)
    return dia


def recorrer_plazos(en: datetime) -> int:
    """Aplica los cambios pendientes; devuelve cuántas solicitudes tuvieron algún plazo más largo."""
    return sum(_aplicar(cambio, en) for cambio in CambioDeCalendario.objects.filter(aplicado_en=None).order_by("pk"))


def _pedir_recuento(cambian: Sequence[Dia], en: datetime) -> None:
    entes = {dia.ente for dia in cambian}
    uno_solo = next(iter(entes)) if len(entes) == 1 else None
    CambioDeCalendario.objects.create(desde=min(dia.fecha for dia in cambian), ente=uno_solo, en=en)


def _aplicar(cambio: CambioDeCalendario, en: datetime) -> int:
    recorridas, atendidas, tocadas = 0, 0, list(_tocadas(cambio))
    for solicitud in hasta_parar(tocadas):
        try:
            recorridas += _recorrer(solicitud, en)
        except FlowLockFailed:
            continue  # la tiene otro acto: el cambio sigue pendiente y se intenta en la siguiente vuelta
        atendidas += 1
    CambioDeCalendario.objects.filter(pk=cambio.pk, aplicado_en=None).update(
        recorridas=cambio.recorridas + recorridas, aplicado_en=en if atendidas == len(tocadas) else None
    )
    return recorridas


def _tocadas(cambio: CambioDeCalendario) -> QuerySet[Solicitud]:
    desde = datetime.combine(cambio.desde, time.min, tzinfo=HERMOSILLO)
    corriendo = Plazo.objects.filter(cerrado_en=None, vence_en__gte=desde)
    tocadas = Solicitud.objects.filter(pk__in=corriendo.values("solicitud"))
    return (tocadas.filter(ente=cambio.ente) if cambio.ente else tocadas).order_by("pk")


def _recorrer(solicitud: Solicitud, en: datetime) -> bool:
    try:
        with en_turno(solicitud) as proceso:
            actual = tramite.recorrer_plazos(solicitud, por=None, en=en)
            for clase, vence_en in actual.plazos.filter(cerrado_en=None).values_list("clase", "vence_en"):
                if clase != Plazo.Clase.DICTAMEN:
                    recorrer(proceso, actual, clase, vence_en)
                if clase == Plazo.Clase.PREVENCION:
                    notificaciones.avisar_al_ente(actual, "prorrogada", en)
    except (SinCambio, EstadoEquivocado):  # da igual, o acaba de firmarse o concluirse
        return False
    return True
