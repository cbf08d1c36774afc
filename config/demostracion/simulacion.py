"""Un año simulado: mezcla los guiones en orden de tiempo, con un solo reloj, y hace lo que haría el trabajador."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random

from auditoria.anclas.firmar import anclar
from auditoria.testigos.publicar import publicar
from config.demostracion.asunto import Asunto, Guion
from config.demostracion.asuntos import ENTE_ANUNCIADO, ENTES, PROYECTOS
from config.demostracion.gente import Gente
from config.demostracion.hoy import cerrar_el_dia
from cuentas import reloj
from cuentas.avisos import avisos
from cuentas.tiempo.calendario import Calendario, calendario_de
from flujos.expediente import seguimiento, vencimientos
from flujos.recorrido import notificacion, recordatorios, temporizadores, trabajos
from indicadores.abiertos.publicacion import publicar_si_toca
from indicadores.tableros.temporada import anunciar

# Asuntos que empiezan por mes, del más antiguo al actual: el pico de fin de año se ve.
POR_MES = (5, 7, 2, 2, 2, 2, 2, 2, 2, 2, 3, 4, 5)
# Los recientes se quedan a propósito en cada etapa, para que toda bandeja tenga trabajo: etapa → hace cuántos días.
ETAPAS = (("borrador", 2), ("requisitos", 2), ("prevenida", 5), ("revision", 6), ("estrategia", 8), ("firma", 9))
POR_ETAPA = 4
EN_CAIDA = 7  # el segundo de los que esperan la revisión de requisitos llegó en papel, con el sistema caído
ENVEJECIDO = datetime(2025, 1, 14, 9, 0, tzinfo=reloj.HERMOSILLO)
APERTURA, CIERRE = 8.5, 14.5
DE_MADRUGADA = timedelta(hours=3)
DESENLACES = (("improcedente", 0.08), ("desechada", 0.06), ("desistida", 0.05), ("cancelada", 0.03))
SENTIDOS = (("favorable", 0.62), ("favorable_con_condiciones", 0.16), ("no_favorable", 0.12), ("mixto", 0.10))


def simular(gente: Gente, azar: Random, ahora: datetime) -> int:
    """Recorre los guiones hasta `ahora`; lo que no alcanza a pasar queda a medio camino. Devuelve cuántos asuntos."""
    calendario, turno = calendario_de(), count()
    cola = [(inicio, next(turno), Asunto(guion, gente, azar)) for inicio, guion in _guiones(azar, ahora, calendario)]
    cola.append((ENVEJECIDO, next(turno), Asunto(_envejecido(), gente, Random(0))))  # noqa: S311 (azar de demostración)
    corriendo = [(inicio, n, asunto, asunto.pasos()) for inicio, n, asunto in cola]
    heapq.heapify(corriendo)
    dia = date.min
    while corriendo:
        momento, n, asunto, pasos = heapq.heappop(corriendo)
        with reloj.detenido_en(momento):
            if momento.month != dia.month:  # de verdad son cada quince minutos; aquí, uno por mes
                anclar(momento)
            if momento.date() != dia:
                dia = momento.date()
                _amanecer(momento)
            asunto.en = momento
            horas = next(pasos, None)
            trabajos.correr_pendientes(momento)
        if horas is not None and (siguiente := _despues(momento, horas, calendario)) < ahora:
            heapq.heappush(corriendo, (siguiente, n, asunto, pasos))
    _amanecer(ahora)
    with reloj.detenido_en(ahora):
        cerrar_el_dia(gente, ahora)
        anunciar(ahora)
        trabajos.correr_pendientes(ahora)
        anclar(ahora)
        publicar(ahora)
    return len(cola)


def _amanecer(momento: datetime) -> None:
    publicar_si_toca(reloj.inicio_de(reloj.dia_de(momento)) + DE_MADRUGADA)
    notificacion.surtir_pendientes(momento)
    temporizadores.disparar_vencidos(momento)
    recordatorios.recordar(momento)
    seguimiento.recordar_condiciones(momento)
    vencimientos.avisar_por_terminar(momento)
    avisos.enviar_pendientes(momento, limite=1000)


def _guiones(azar: Random, ahora: datetime, calendario: Calendario) -> Iterator[tuple[datetime, Guion]]:
    for atras, cuantos in zip(range(len(POR_MES) - 1, -1, -1), POR_MES, strict=True):
        for _ in range(cuantos):
            dia = ahora.date() - timedelta(days=30 * atras + azar.randint(0, 29) + (24 if atras == 0 else 0))
            yield _a_hora_habil(dia, azar, calendario), _guion(azar)
    for n in range(POR_ETAPA * len(ETAPAS)):
        etapa, atras = ETAPAS[n % len(ETAPAS)]
        dia = ahora.date() - timedelta(days=atras + n // len(ETAPAS))
        yield _a_hora_habil(dia, azar, calendario), _reciente(azar, n, etapa)


def _guion(azar: Random) -> Guion:
    return Guion(
        proyecto=azar.choice(PROYECTOS), siglas=azar.choice(ENTES), desenlace=_sorteo(azar, DESENLACES, "emitida"),
        prevenida=azar.random() < 0.16, devuelta_a_areas=azar.random() < 0.08, devuelta_por_firma=azar.random() < 0.06,
        en_papel=azar.random() < 0.07, autografa=azar.random() < 0.08, sentido=_sorteo(azar, SENTIDOS, "favorable"),
    )


def _envejecido() -> Guion:
    """El de una serie de plazos cortos, concluido hace tanto que ya se transfirió y se dispuso de él."""
    proyecto = next(uno for uno in PROYECTOS if uno.tipo == "desarrollo")
    return Guion(proyecto=proyecto, siglas=ENTE_ANUNCIADO, desenlace="desistida")


def _reciente(azar: Random, n: int, etapa: str) -> Guion:
    """Los primeros son del ente cuyas cuentas se anuncian: ahí se ve una solicitud en cada etapa."""
    return Guion(
        proyecto=PROYECTOS[n * 5 % len(PROYECTOS)], siglas=ENTE_ANUNCIADO if n < len(ETAPAS) else azar.choice(ENTES),
        prevenida=etapa == "prevenida", sentido=_sorteo(azar, SENTIDOS, "favorable"), hasta=etapa,
        en_papel=n == EN_CAIDA, en_caida=n == EN_CAIDA,
        autografa=etapa == "firma" and n >= len(ETAPAS) * (POR_ETAPA - 1),
    )


def _sorteo(azar: Random, opciones: tuple[tuple[str, float], ...], omision: str) -> str:
    tiro = azar.random()
    for clave, peso in opciones:
        if tiro < peso:
            return clave
        tiro -= peso
    return omision


def _a_hora_habil(dia: date, azar: Random, calendario: Calendario) -> datetime:
    while calendario.motivo(dia):
        dia -= timedelta(days=1)
    return _momento(dia, azar.uniform(APERTURA, CIERRE))


def _momento(dia: date, hora: float) -> datetime:
    """Al segundo: con fracciones, firmar un ancla le cuesta a asn1crypto treinta veces más, una de cada tres veces."""
    return datetime.combine(dia, time(), tzinfo=reloj.HERMOSILLO) + timedelta(seconds=int(hora * 3600))


def _despues(momento: datetime, horas: float, calendario: Calendario) -> datetime:
    """Suma horas hábiles: al llegar al cierre se pasa al siguiente día hábil."""
    local = momento.astimezone(reloj.HERMOSILLO)
    dia, hora = local.date(), local.hour + local.minute / 60 + local.second / 3600
    while hora + horas > CIERRE:
        horas -= max(CIERRE - hora, 0)
        dia += timedelta(days=1)
        while calendario.motivo(dia):
            dia += timedelta(days=1)
        hora = APERTURA
    return _momento(dia, hora + horas)
