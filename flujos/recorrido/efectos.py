"""Lo que cada acto de una persona mueve además del asunto: la tarea del motor, los borradores y los avisos."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from dictamenes import tramite
from dictamenes.models import Solicitud
from dictamenes.tramite import CualquierActo
from flujos.recorrido.notificaciones import (
    avisar_a_areas,
    avisar_a_coordinacion,
    avisar_a_estrategia,
    avisar_a_quien_autoriza,
    avisar_a_quien_elaboro,
    avisar_a_quien_firmo,
    avisar_a_quien_proyecto,
    avisar_al_ente,
)

Avisar = Callable[[Solicitud, str, datetime], None]


class Motor(Enum):
    """Qué le hace el acto al recorrido."""

    EMPIEZA = auto()
    COMPLETA = auto()  # la tarea de su nodo
    COMPLETA_O_REPONE = auto()  # además, si el recorrido ya había terminado, lo deja donde lo dejaría completarla
    RECORRE = auto()  # el plazo de la tarea de su nodo, que sigue
    REGRESA = auto()  # el trabajo que se rindió se cancela y sigue su nodo
    CONCLUYE = auto()
    NADA = auto()


class Olvida(Enum):
    """De quién son los borradores que ya no caben."""

    TODOS = auto()
    DEL_NODO = auto()  # los de todo acto del mismo nodo; si es de un área, sólo los de esa área
    EL_SUYO = auto()
    NINGUNO = auto()


@dataclass(frozen=True)
class Efecto:
    """Un renglón: `nodo` es de qué tarea del recorrido es el acto; `avisa`, con qué tema y a quién."""

    motor: Motor
    nodo: str = ""
    olvida: Olvida = Olvida.NINGUNO
    avisa: tuple[Avisar, str] | None = None
    de_area: bool = False
    abre_ronda: bool = False

    @property
    def empieza(self) -> bool:
        return self.motor is Motor.EMPIEZA


EFECTOS: dict[CualquierActo, Efecto] = {
    tramite.presentar: Efecto(Motor.EMPIEZA, "", Olvida.TODOS, (avisar_al_ente, "presentada")),
    tramite.presentar_papel: Efecto(Motor.EMPIEZA, "", Olvida.TODOS, (avisar_al_ente, "presentada")),
    tramite.admitir: Efecto(
        Motor.COMPLETA, "requisitos", Olvida.DEL_NODO, (avisar_a_areas, "por_revisar"), abre_ronda=True),
    tramite.prevenir: Efecto(Motor.COMPLETA, "requisitos", Olvida.DEL_NODO, (avisar_al_ente, "prevenida")),
    tramite.preparar_prevencion: Efecto(Motor.NADA, "requisitos"),
    tramite.declarar_improcedente: Efecto(
        Motor.COMPLETA, "requisitos", Olvida.DEL_NODO, (avisar_al_ente, "improcedente")),
    tramite.prorrogar: Efecto(Motor.RECORRE, "prevencion", avisa=(avisar_al_ente, "prorrogada")),
    tramite.desahogar: Efecto(Motor.COMPLETA, "prevencion", Olvida.TODOS),
    tramite.desahogar_papel: Efecto(
        Motor.COMPLETA_O_REPONE, "prevencion", Olvida.TODOS, (avisar_al_ente, "capturada_en_papel")),
    tramite.desistir: Efecto(Motor.CONCLUYE, "", Olvida.TODOS),
    tramite.desistir_papel: Efecto(Motor.CONCLUYE, "", Olvida.TODOS, (avisar_al_ente, "capturada_en_papel")),
    tramite.cancelar: Efecto(Motor.CONCLUYE, "", Olvida.TODOS, (avisar_al_ente, "cancelada")),
    tramite.acumular: Efecto(Motor.CONCLUYE, "", Olvida.TODOS, (avisar_al_ente, "acumulada")),
    tramite.opinar: Efecto(Motor.COMPLETA, "revision", Olvida.DEL_NODO, de_area=True),
    tramite.corregir_opinion: Efecto(
        Motor.NADA, "revision", Olvida.DEL_NODO, (avisar_a_estrategia, "corregida"), de_area=True),
    # Lo que llevaba escrito del proyecto le sirve cuando vuelva.
    tramite.devolver_a_areas: Efecto(
        Motor.COMPLETA, "estrategia", Olvida.EL_SUYO, (avisar_a_areas, "por_revisar"), abre_ronda=True),
    tramite.proponer: Efecto(Motor.COMPLETA, "estrategia", Olvida.DEL_NODO),
    tramite.devolver_proyecto: Efecto(Motor.COMPLETA, "firma", Olvida.DEL_NODO, (avisar_a_quien_proyecto, "devuelta")),
    tramite.recoger_de_firma: Efecto(Motor.COMPLETA, "firma", Olvida.DEL_NODO, (avisar_a_quien_proyecto, "recogida")),
    tramite.dejar_en_duda: Efecto(Motor.NADA, "firma", avisa=(avisar_a_coordinacion, "escaneo_en_duda")),
    tramite.confirmar_escaneo: Efecto(Motor.NADA, avisa=(avisar_a_quien_autoriza, "escaneo_resuelto")),
    tramite.rechazar_escaneo: Efecto(Motor.NADA, avisa=(avisar_a_quien_autoriza, "escaneo_resuelto")),
    tramite.firmar: Efecto(Motor.COMPLETA, "firma", Olvida.DEL_NODO),
    tramite.pedir_anulacion: Efecto(Motor.NADA, avisa=(avisar_a_quien_firmo, "anulacion_pedida")),
    tramite.anular_firma: Efecto(Motor.REGRESA, "estrategia", avisa=(avisar_a_quien_proyecto, "firma_anulada")),
    tramite.testar: Efecto(Motor.NADA),
    tramite.liberar_publico: Efecto(Motor.NADA),
    tramite.entregar_tanto: Efecto(Motor.NADA),
    tramite.registrar_contrato: Efecto(Motor.NADA),
    tramite.pedir_excepcion: Efecto(Motor.NADA, avisa=(avisar_a_coordinacion, "excepcion_pedida")),
    tramite.otorgar_excepcion: Efecto(Motor.NADA, avisa=(avisar_al_ente, "excepcion_resuelta")),
    tramite.negar_excepcion: Efecto(Motor.NADA, avisa=(avisar_al_ente, "excepcion_resuelta")),
    tramite.reportar_condicion: Efecto(Motor.NADA, avisa=(avisar_a_quien_elaboro, "condicion_reportada")),
    tramite.aceptar_condicion: Efecto(Motor.NADA, avisa=(avisar_al_ente, "condicion_aceptada")),
    tramite.devolver_condicion: Efecto(Motor.NADA, avisa=(avisar_al_ente, "condicion_devuelta")),
}


def del_nodo(nodo: str) -> set[str]:
    """Los nombres de los actos de ese nodo."""
    return {acto.nombre for acto, efecto in EFECTOS.items() if efecto.nodo == nodo}
