"""Cancelar los datos personales de un evento, a cuatro ojos: una persona propone con fundamento y otra confirma.

No hay tabla de propuestas: proponer, descartar y cancelar son eventos del propio evento, y de ellos se sabe qué espera.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from auditoria.copias import TOPE, Copias, copias
from bitacora.cadena import anotar
from bitacora.lapidas import lo_que_queda, poner_lapida, proponer_lapida
from bitacora.models import DatosEvento, Evento, EventoQuerySet
from bitacora.rechazos import Rechazo
from bitacora.una_vez import una_vez
from cuentas.acceso.acceso import exigir
from cuentas.interfaz.formatos import fecha
from cuentas.models import Usuario
from cuentas.reloj import dia_de
from dictamenes.archivo import retencion
from verificador.lapidas import LAPIDA, PROPUESTA

OPERACION = "datos.cancelar"
DESCARTADA = "datos.cancelacion_descartada"
ACCIONES_DE_CANCELACION = (PROPUESTA, DESCARTADA, LAPIDA)


class CancelacionImposible(Rechazo):
    """Ese evento no existe, ya no tiene datos o ya espera confirmación; o quien confirma es quien propuso."""


@dataclass(frozen=True)
class Vista:
    """De un evento, lo que hace falta para decidir sin leer sus datos: qué se borra, qué queda y qué no alcanza."""

    evento: Evento
    se_borran: list[str]
    se_conservan: list[str]
    copias: list[Copias]


def pendientes() -> EventoQuerySet:
    """Las propuestas que nadie ha confirmado ni descartado, de la más antigua a la más reciente."""
    resueltas = Evento.objects.filter(objeto=OuterRef("objeto"), accion__in=(DESCARTADA, LAPIDA), n__gt=OuterRef("n"))
    return propuestas().filter(~Exists(resueltas))


def propuestas() -> EventoQuerySet:
    """Todas, también las ya resueltas."""
    return Evento.objects.filter(accion=PROPUESTA).select_related("por", "datos_evento").order_by("n")


def numero(propuesta: Evento) -> int:
    """El número del evento cuyos datos se propuso cancelar."""
    return int(propuesta.objeto.partition(":")[2])


def proponer(
    n: int, *, fundamento: str, resolucion: str, por: Usuario, en: datetime, envio: str | None = None
) -> Evento:
    """Propone cancelar los datos del evento `n`; `resolucion`, la del Comité de Transparencia. Una vez por `envio`.

    Lanza `AccesoDenegado`, `CancelacionImposible` o `YaSeEnvio`.
    """
    with una_vez(envio) as clave:
        exigir(por, OPERACION)
        evento = _sin_retencion(cancelable(n), en)
        if pendientes().filter(objeto=_objeto(n)).exists():
            raise CancelacionImposible(f"El evento {n} ya tiene una propuesta que espera a otra persona.")
        hecha = proponer_lapida(evento, fundamento=fundamento, resolucion=resolucion, por=por, en=en, clave=clave)
        if hecha.formato == 1:
            raise CancelacionImposible("Falta comprometer los campos de la bitácora (manage.py llavero abrir).")
        return hecha


@transaction.atomic
def confirmar(propuesta: Evento, *, por: Usuario, en: datetime) -> Evento:
    """Borra los datos y deja la lápida. `CancelacionImposible` si confirma quien propuso o si ya se resolvió."""
    n = _exigir_pendiente(propuesta, por)
    if propuesta.por_id == por.pk:
        raise CancelacionImposible("Quien propone cancelar unos datos no puede confirmarlo: le toca a otra persona.")
    try:
        with transaction.atomic():
            hay = {clase.clase: clase.cuales[:TOPE] for clase in copias(_sin_retencion(cancelable(n), en))}
            return poner_lapida(propuesta, por=por, en=en, copias=hay)
    except IntegrityError:
        raise CancelacionImposible(f"Los datos del evento {n} ya se cancelaron.") from None
    except ValueError:
        raise CancelacionImposible("Esa propuesta no dice qué quedaría del evento: descártela y repítala.") from None


@transaction.atomic
def descartar(propuesta: Evento, *, por: Usuario, en: datetime) -> Evento:
    """Deja los datos como están; también puede hacerlo quien la propuso."""
    n = _exigir_pendiente(propuesta, por)
    try:
        with transaction.atomic():
            return anotar(DESCARTADA, _objeto(n), por=por, en=en, datos={"propuesta": propuesta.n},
                          clave=f"{DESCARTADA}:{propuesta.n}")
    except IntegrityError:
        raise CancelacionImposible("Esa propuesta ya se descartó.") from None


def cancelable(n: int) -> Evento:
    """El evento, si tiene datos que cancelar. `CancelacionImposible` si no."""
    evento = Evento.objects.filter(n=n).select_related("datos_evento").first()
    if evento is None:
        raise CancelacionImposible(f"No hay un evento {n}.")
    if evento.accion in ACCIONES_DE_CANCELACION:
        raise CancelacionImposible(f"El evento {n} es parte de una cancelación: sus datos prueban otra y se conservan.")
    if not evento.datos_evento.sal:
        raise CancelacionImposible(f"Los datos del evento {n} ya se cancelaron.")
    if not lo_que_queda(evento).campos:
        raise CancelacionImposible(f"El evento {n} no trae ningún texto que cancelar: sólo cifras y claves.")
    return evento


def ver(n: int) -> Vista:
    """Lo que se borraría y lo que quedaría. `CancelacionImposible` si no hay qué cancelar."""
    evento = cancelable(n)
    cambian = lo_que_queda(evento).campos
    return Vista(evento, cambian, sorted(set(evento.datos_evento.datos) - set(cambian)), copias(evento))


def _exigir_pendiente(propuesta: Evento, por: Usuario) -> int:
    """Bajo candado: confirmar y descartar a la vez no dejan las dos cosas."""
    exigir(por, OPERACION)
    n = numero(propuesta)
    DatosEvento.objects.select_for_update().get(evento=n)
    if not pendientes().filter(pk=propuesta.pk).exists():
        raise CancelacionImposible("Esa propuesta ya se resolvió.")
    return n


def _sin_retencion(evento: Evento, en: datetime) -> Evento:
    """El mismo, si su expediente no está retenido por ley. `CancelacionImposible` si lo está."""
    if retenida := retencion.que_detienen(evento, dia_de(en)).first():
        raise CancelacionImposible(
            f"Su expediente está retenido hasta el {fecha(retenida.hasta)} ({retenida.autoridad}): nada se cancela."
        )
    return evento


def _objeto(n: int) -> str:
    return f"evento:{n}"
