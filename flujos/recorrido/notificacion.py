"""La notificación vista por el recorrido: quién del ente leyó qué, y que surta efectos a tiempo. No depende del correo.

Se notifica a quienes podían recibir por el ente cuando quedó a su disposición. Cuenta como lectura marcar el aviso o
abrir, desde una de esas cuentas, el expediente o un documento suyo; sólo la primera vez escribe (docs/decisiones/0021).
Cuándo surte efectos lo escribe `dictamenes.tramite.notificacion`; aquí se mueve lo que espera en el motor (0077).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from django.db.models import F
from viewflow.workflow.exceptions import FlowLockFailed

from archivos.models import Archivo
from bitacora.models import clave_de
from cuentas.acceso.acceso import puede
from cuentas.acceso.historial import personas_con_alcance
from cuentas.avisos import avisos
from cuentas.models import SIN_ACUSE, Aviso, Nombramiento, Usuario
from cuentas.parada import hasta_parar
from cuentas.parametros import parametro
from cuentas.reloj import dia_de
from cuentas.temas import NOTIFICAN, TEMAS
from cuentas.tiempo.calendario import calendario_de, habiles_entre
from dictamenes import tramite
from dictamenes.models import Notificacion, Plazo, Solicitud
from dictamenes.reglas import plazos
from flujos.models import Proceso
from flujos.recorrido import notificaciones
from flujos.recorrido.actos import en_turno, recorrer

registro = logging.getLogger(__name__)
VENTANA = timedelta(days=45)  # lo que lleva más sin leerse ya se dijo
Como = Notificacion.Como
RECIBIR = "notificacion.recibir"


@dataclass(frozen=True)
class Constancia:
    """Lo que se notificó al ente: su renglón, cómo se llama y quiénes lo leyeron y cuándo."""

    dato: Notificacion
    lecturas: list[tuple[Usuario, datetime]]

    @property
    def que(self) -> str:
        return TEMAS[self.dato.tema].nombre


def notificaciones_de(solicitud: Solicitud, *, alguna_leida: bool = True) -> list[Constancia]:
    """Las de un expediente, de la primera a la última; `alguna_leida`, si ya se sabe que ninguna."""
    dichas = list(solicitud.notificaciones.all())
    leidas = _leidas(solicitud) if dichas and alguna_leida else []
    return [Constancia(una, _lecturas(una, dichas, leidas)) for una in dichas]


def acusar(solicitud: Solicitud, persona: Usuario, en: datetime) -> None:
    """Al abrir el expediente o un documento: acusa lo que se le notificó y no había leído. Lo demás no escribe."""
    if not puede(persona, RECIBIR, solicitud.ente):
        return
    suyos = Aviso.objects.filter(objeto=clave_de(solicitud), tema__in=NOTIFICAN, persona=persona, leido_en=None)
    for aviso in suyos:
        avisos.leer(aviso, por=persona, en=en)
    for pendiente in solicitud.notificaciones.filter(surtio_en=None):
        _surtir_si_toca(pendiente, en)


def surtir_pendientes(en: datetime) -> int:
    """Lo que alguien leyó, o nadie leyó a tiempo, surte efectos; cuántas. La ocupada espera otra vuelta."""
    pendientes = Notificacion.objects.filter(surtio_en=None).select_related("solicitud__ente").order_by("surtiria_en")
    return sum(_surtir_si_toca(pendiente, en) for pendiente in hasta_parar(list(pendientes)))


def por_oficio(
    notificacion: Notificacion, *, oficio: Archivo, sellado_en: datetime, por: Usuario, en: datetime, envio: str | None
) -> None:
    """Recepción asienta el oficio sellado y el plazo que espera se mueve con él. Lanza lo que `tramite.por_oficio`."""
    with en_turno(notificacion.solicitud) as proceso:
        tramite.notificar_por_oficio(
            notificacion, oficio=oficio, sellado_en=sellado_en, por=por, en=en, envio=envio)
        _mover_el_plazo(proceso, notificacion.solicitud)


def avisar_sin_acuse(en: datetime) -> int:
    """Avisa a recepción, una vez, de cada notificación que nadie ha leído en `acuse.dias` hábiles; cuántas halló."""
    dias = parametro("acuse.dias")
    desde, hasta = en - VENTANA, en - timedelta(days=dias)
    sin_leer = Aviso.objects.filter(SIN_ACUSE, creado_en__range=(desde, hasta)).values_list("objeto", flat=True)
    objetos = {int(objeto.partition(":")[2]) for objeto in sin_leer if objeto}
    hallados = 0
    for solicitud in Solicitud.objects.filter(pk__in=objetos).select_related("ente").order_by("pk"):
        for dicha in notificaciones_de(solicitud):
            puesta = dicha.dato.disponible_en
            pasaron = habiles_entre(dia_de(puesta), dia_de(en), calendario_de(solicitud.ente))
            if desde <= puesta and pasaron > dias and not dicha.lecturas and dicha.dato.como != Como.OFICIO:
                recepcion = Usuario.objects.nombradas(dia_de(en), papel="recepcion")
                ocasion = f"{dicha.dato.tema}:{puesta:%Y%m%d%H%M%S}"
                notificaciones.avisar_una_vez(solicitud, recepcion, "sin_acuse", en, ocasion)
                hallados += 1
    return hallados


def _surtir_si_toca(pendiente: Notificacion, en: datetime) -> bool:
    """Por lectura, si la regla lo dice; por el plazo, si ya pasó. Falso si todavía no o está ocupada."""
    solicitud = pendiente.solicitud
    lecturas = next((c.lecturas for c in notificaciones_de(solicitud) if c.dato.pk == pendiente.pk), [])
    por_lectura = Como.LECTURA.value in plazos.parametro_de(solicitud, "notificacion.causas")
    if por_lectura and lecturas and lecturas[0][1] < pendiente.surtiria_en:
        leyo, cuando = lecturas[0]
        return _surtir(pendiente, Como.LECTURA, cuando, en, leyo)
    return pendiente.surtiria_en <= en and _surtir(pendiente, Como.PLAZO, pendiente.surtiria_en, en)


def _surtir(
    pendiente: Notificacion, como: str, cuando: datetime, en: datetime, por: Usuario | None = None
) -> bool:
    try:
        with en_turno(pendiente.solicitud) as proceso:
            hecha = tramite.surtir(pendiente, como, cuando, en=en, por=por)
            _mover_el_plazo(proceso, pendiente.solicitud)
    except FlowLockFailed:
        registro.info("La solicitud %s está ocupada: su notificación espera otra vuelta.", pendiente.solicitud_id)
        return False
    return hecha


def _mover_el_plazo(proceso: Proceso, solicitud: Solicitud) -> None:
    """El temporizador y la bandeja, a donde quedó el plazo de las observaciones; si no corre ninguno, nada."""
    abierto = Plazo.objects.filter(solicitud=solicitud, clase=Plazo.Clase.PREVENCION, cerrado_en=None).first()
    if abierto:
        recorrer(proceso, solicitud, abierto.clase, abierto.vence_en)


def _leidas(solicitud: Solicitud) -> list[Any]:
    """Los nombramientos en su ente de quienes leyeron un aviso de los que notifican, una vez por cada aviso leído."""
    leidas = Nombramiento.objects.filter(
        ente=solicitud.ente_id, persona__avisos__objeto=clave_de(solicitud), persona__avisos__tema__in=NOTIFICAN,
        persona__avisos__leido_en__isnull=False)
    return list(leidas.select_related("persona", "ente").annotate(
        tema=F("persona__avisos__tema"), creado_en=F("persona__avisos__creado_en"),
        leido_en=F("persona__avisos__leido_en")))


def _lecturas(
    dicha: Notificacion, todas: Iterable[Notificacion], leidas: Iterable[Any]
) -> list[tuple[Usuario, datetime]]:
    """Quiénes leyeron el aviso de ésta, que nació con ella o poco después, y antes de la siguiente del mismo tema.

    Sólo quienes entonces podían recibir por el ente: los autorizados y quien presenta, con su oficio confirmado.
    """
    desde, solicitud = dicha.disponible_en, dicha.solicitud
    siguiente = min((o.disponible_en for o in todas if o.tema == dicha.tema and o.disponible_en > desde), default=None)
    suyas = [leida for leida in leidas if leida.tema == dicha.tema and leida.creado_en >= desde
             and (siguiente is None or leida.creado_en < siguiente)]
    con_que: list[Any] = personas_con_alcance(suyas, RECIBIR, desde, ente=solicitud.ente_id, area=None)
    return sorted({(leida.persona, leida.leido_en) for leida in con_que}, key=itemgetter(1))
