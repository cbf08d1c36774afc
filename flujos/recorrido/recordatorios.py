"""Los recordatorios de cada tarea: su último día, al vencer y cada nivel más arriba. El silencio nunca decide.

El nivel de una tarea es cuántos de sus momentos ya pasaron: 1, empezó su último día; 2, venció; los demás, según
`escalamiento.dias`. Cada uno se avisa una vez: se sube bajo el candado del recorrido, con sus avisos y su evento.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from typing import Any

from bitacora.cadena import anotar
from bitacora.models import Evento
from cuentas.acceso.acceso import quienes_atienden
from cuentas.etapas import ETAPAS
from cuentas.interfaz.filtros import entero, momento
from cuentas.interfaz.paginas import Llave
from cuentas.models import Usuario
from cuentas.parada import barrer
from cuentas.parametros import parametro
from cuentas.reloj import dia_de
from cuentas.tiempo.calendario import Calendario, apertura, calendarios_de, sumar_habiles
from dictamenes.models import Solicitud
from flujos.models import Pendiente
from flujos.recorrido import notificaciones, pendientes
from flujos.recorrido.versiones import VERSIONES

ULTIMO_DIA, VENCIDA = 1, 2
LOTE = 200
POR_RECORDAR = Llave({"recordar_en": momento, "pk": entero})


class Destinos:
    """A quiénes se avisa ese día; cada cola y cada papel se preguntan una vez por lote."""

    def __init__(self, dia: date) -> None:
        self.dia = dia
        self._colas: dict[str, list[Usuario]] = {}

    def atienden(self, pendiente: Pendiente) -> list[Usuario]:
        """La persona encargada, si todavía puede atenderla; si no, toda su cola."""
        if pendiente.cola not in self._colas:
            self._colas[pendiente.cola] = list(quienes_atienden(*pendientes.de_cola(pendiente.cola), self.dia))
        cola = self._colas[pendiente.cola]
        return [persona for persona in cola if persona.pk == pendiente.encargada_id] or cola

    @cached_property
    def coordinacion(self) -> list[Usuario]:
        return list(Usuario.objects.nombradas(self.dia, papel="coordinacion"))

    @cached_property
    def firmantes(self) -> list[Usuario]:
        return list(Usuario.objects.nombradas(self.dia, papel="firmante"))

    def de_niveles(self, pendiente: Pendiente, hasta: int, ultimo: int) -> set[Usuario]:
        """A quiénes llegan los niveles que le faltan a una tarea hasta ése, juntos si se pasaron varios."""
        personas: set[Usuario] = set()
        for nivel in range(pendiente.escalada + 1, hasta + 1):
            personas |= set(self.atienden(pendiente) if nivel <= VENCIDA else ())
            personas |= set(self.coordinacion if nivel >= VENCIDA else ())
            personas |= set(self.firmantes if nivel == ultimo else ())
        return personas


def recordar(en: datetime) -> int:
    """Avisa lo que ya toca, por lotes; varios trabajadores a la vez no repiten. Devuelve cuántas tareas subieron."""
    debidos = Pendiente.objects.filter(recordar_en__lte=en).select_related("solicitud__vinculo")
    dias = parametro("escalamiento.dias")
    return sum(_recordar_lote(lote, dias, en) for lote in POR_RECORDAR.lotes(debidos, LOTE))


def momentos(vence_en: datetime, dias: list[int], calendario: Calendario) -> list[datetime]:
    """Cuándo toca cada nivel: el último día y, tantos hábiles después de vencer, a la hora en que se abre."""
    vence = dia_de(vence_en)
    despues = [apertura(sumar_habiles(vence, n, calendario).vence) if n else vence_en for n in dias]
    return [pendientes.ultimo_dia(vence_en), *despues]


def _recordar_lote(lote: list[Pendiente], dias: list[int], en: datetime) -> int:
    calendarios, destinos = calendarios_de(p.solicitud.ente_id for p in lote), Destinos(dia_de(en))

    def una(pendiente: Pendiente) -> bool:
        cuando = momentos(pendiente.vence_en, dias, calendarios[pendiente.solicitud.ente_id])
        return _recordar(pendiente, cuando, destinos, en)

    return barrer(lote, una, "No se pudo recordar la tarea %s.")


def _recordar(pendiente: Pendiente, cuando: list[datetime], destinos: Destinos, en: datetime) -> bool:
    vinculo = pendiente.solicitud.vinculo
    with VERSIONES[vinculo.version_flujo].instance.lock(vinculo.proceso_id):
        actual = Pendiente.objects.select_related("solicitud", "area").filter(
            pk=pendiente.pk, vence_en=pendiente.vence_en, recordar_en__lte=en
        ).first()
        return actual is not None and _subir(actual, cuando, destinos, en)


def _subir(actual: Pendiente, cuando: list[datetime], destinos: Destinos, en: datetime) -> bool:
    """La deja en el nivel que le toca; si subió, avisa y lo anota. Cierto si subió."""
    nivel = sum(momento <= en for momento in cuando)
    pendientes.escalar(actual, max(nivel, actual.escalada), cuando[nivel] if nivel < len(cuando) else None)
    if nivel <= actual.escalada:  # el calendario o el parámetro cambiaron: sólo se vuelve a apuntar
        return False
    ocasion = f"{actual.pk}:{nivel}:{dia_de(actual.vence_en)}"  # si el plazo se mueve, es otra vez
    accion = "plazo.por_vencer" if nivel == ULTIMO_DIA else "plazo.vencido"
    if Evento.objects.filter(clave=f"{accion}:{ocasion}").exists():  # el plazo se movió y volvió: ya se avisó
        return False
    tema = {ULTIMO_DIA: "por_vencer", VENCIDA: "vencida"}.get(nivel, "escalada")
    personas = destinos.de_niveles(actual, nivel, len(cuando))
    notificaciones.avisar_una_vez(actual.solicitud, personas, tema, en, ocasion)
    datos = {"tarea": actual.pk, "etapa": actual.etapa, "nivel": nivel, "a": _a_quien(nivel, len(cuando))}
    anotar(accion, actual.solicitud, por=None, en=en, clave=f"{accion}:{ocasion}",
           datos=datos | ({"area": actual.area.clave} if actual.area else {}))
    return True


def _a_quien(nivel: int, ultimo: int) -> str:
    if nivel == ULTIMO_DIA:
        return "quien la atiende"
    return "quien autoriza" if nivel == ultimo else "coordinación"


def elevadas(solicitud: Solicitud) -> list[dict[str, Any]]:
    """Lo vencido que sigue pendiente en el asunto: qué tarea, a quién se elevó y desde cuándo."""
    vencidas = [p for p in solicitud.pendientes.all() if p.escalada >= VENCIDA]
    eventos = Evento.objects.de(solicitud).filter(accion="plazo.vencido").select_related("datos_evento")
    desde: dict[int, tuple[str, datetime]] = {}
    for evento in eventos if vencidas else ():
        datos = evento.datos_evento.datos
        if desde.get(datos["tarea"], ("",))[0] != datos["a"]:
            desde[datos["tarea"]] = (datos["a"], evento.en)
    return [
        {"que": str(p.area or ETAPAS[p.etapa].rotulo), "a": desde[p.pk][0], "en": desde[p.pk][1]} for p in vencidas
    ]
