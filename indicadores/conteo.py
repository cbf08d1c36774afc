"""Contar: hechos que entran, números que salen. Sin base, sin reloj; los mismos hechos dan siempre lo mismo.

Definiciones (versión 1). *Recibida*: presentada y no cancelada al corte. *Atendida*: con dictamen emitido,
improcedente, desechada o desistida. *Flujo*: atendidas en el año. *Cohorte*: recibidas en el año y atendidas al
corte. Los días son de Hermosillo y el corte incluye su día completo.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from cuentas.calendario import Calendario

VERSION = 1
RECIBIDA, CANCELADA, REPUESTA = "recibida", "cancelada", "repuesta"
CONCLUSIONES = {
    "emitida": "Con dictamen emitido", "improcedente": "Improcedente", "desechada": "Desechada",
    "desistida": "Desistida por el ente",
}
MESES = 12
Clave = int | str


@dataclass(frozen=True, slots=True)
class Hecho:
    """Algo que le pasó a un asunto un día: `clase` es RECIBIDA, CANCELADA, REPUESTA o una de CONCLUSIONES."""

    asunto: str
    clase: str
    dia: date
    ente: Clave = ""
    tipo: str = ""


@dataclass(slots=True)
class Asunto:
    """Lo que se sabe de un asunto a una fecha de corte."""

    recibida: date
    ente: Clave
    tipo: str
    atendida: date | None = None
    conclusion: str = ""

    @property
    def dias(self) -> int:
        """Días naturales de recibida a atendida; sólo tiene sentido si ya se atendió."""
        return max((self.atendida - self.recibida).days, 0) if self.atendida else 0


@dataclass(frozen=True)
class Par:
    """Entradas y salidas de un grupo en el año."""

    recibidas: int
    atendidas: int


@dataclass(frozen=True)
class Tiempos:
    """Mediana y percentil 90 (el menor valor que no rebasa el 90 % de los casos), en días."""

    casos: int
    mediana: float
    p90: int


@dataclass(frozen=True)
class Conteo:
    """Los números de un año al corte."""

    anio: int
    corte: date
    recibidas_por_mes: tuple[int, ...]
    atendidas_por_mes: tuple[int, ...]
    cohorte: int
    rezago_inicial: int
    por_ente: Mapping[Clave, Par]
    por_tipo: Mapping[Clave, Par]
    por_conclusion: Mapping[str, int]
    naturales: Tiempos | None
    habiles: Tiempos | None

    @property
    def recibidas(self) -> int:
        """Recibidas en el año."""
        return sum(self.recibidas_por_mes)

    @property
    def flujo(self) -> int:
        """Atendidas en el año, sin importar cuándo se recibieron."""
        return sum(self.atendidas_por_mes)

    @property
    def rezago_por_mes(self) -> tuple[int, ...]:
        """Recibidas que seguían sin atender al terminar cada mes."""
        netos = (r - a for r, a in zip(self.recibidas_por_mes, self.atendidas_por_mes, strict=True))
        return tuple(accumulate(netos, initial=self.rezago_inicial))[1:]

    @property
    def meses_vividos(self) -> int:
        """Cuántos meses del año tienen al menos un día antes del corte."""
        if self.corte.year != self.anio:
            return MESES if self.corte.year > self.anio else 0
        return self.corte.month

    @property
    def completo(self) -> bool:
        """Si el corte alcanza el último día del año."""
        return self.corte >= date(self.anio, 12, 31)


def plegar(hechos: Iterable[Hecho], corte: date) -> list[Asunto]:
    """Los asuntos recibidos y no cancelados al corte, en el orden de los hechos; ignora lo que pasó después.

    Si un asunto trae dos conclusiones vale la primera, salvo que entre las dos se haya repuesto; lo que concluye sin
    haberse recibido no cuenta.
    """
    asuntos: dict[str, Asunto] = {}
    conclusiones: dict[str, Hecho] = {}
    cancelados: set[str] = set()
    for hecho in hechos:
        if hecho.dia > corte:
            continue
        if hecho.clase == RECIBIDA:
            asuntos.setdefault(hecho.asunto, Asunto(hecho.dia, hecho.ente, hecho.tipo))
        elif hecho.clase == CANCELADA:
            cancelados.add(hecho.asunto)
        elif hecho.clase == REPUESTA:
            conclusiones.pop(hecho.asunto, None)
        else:
            conclusiones.setdefault(hecho.asunto, hecho)
    for clave, hecho in conclusiones.items():
        if clave in asuntos:
            asuntos[clave].atendida, asuntos[clave].conclusion = hecho.dia, hecho.clase
    return [asunto for clave, asunto in asuntos.items() if clave not in cancelados]


def contar(asuntos: Sequence[Asunto], anio: int, corte: date, calendario: Calendario | None = None) -> Conteo:
    """Los números del año sobre asuntos ya plegados a ese corte; con `calendario`, también los días hábiles."""
    recibidas = [asunto for asunto in asuntos if asunto.recibida.year == anio]
    atendidas = [asunto for asunto in asuntos if asunto.atendida and asunto.atendida.year == anio]
    return Conteo(
        anio=anio,
        corte=corte,
        recibidas_por_mes=_por_mes(a.recibida for a in recibidas),
        atendidas_por_mes=_por_mes(a.atendida for a in atendidas if a.atendida),
        cohorte=sum(a.atendida is not None for a in recibidas),
        rezago_inicial=sum(
            a.recibida.year < anio and (a.atendida is None or a.atendida.year >= anio) for a in asuntos
        ),
        por_ente=_pares(recibidas, atendidas, lambda a: a.ente),
        por_tipo=_pares(recibidas, atendidas, lambda a: a.tipo),
        por_conclusion={clave: sum(a.conclusion == clave for a in atendidas) for clave in CONCLUSIONES},
        naturales=resumir([a.dias for a in atendidas]),
        habiles=resumir(_dias_habiles(atendidas, calendario)) if calendario else None,
    )


def recibidas_entre(asuntos: Iterable[Asunto], desde: date, hasta: date) -> int:
    """Cuántas se recibieron del día `desde` al `hasta`, ambos inclusive."""
    return sum(desde <= asunto.recibida <= hasta for asunto in asuntos)


def resumir(dias: Sequence[int]) -> Tiempos | None:
    """Mediana y P90 de una lista de días; `None` si está vacía."""
    if not dias:
        return None
    en_orden = sorted(dias)
    return Tiempos(len(dias), statistics.median(en_orden), en_orden[-(-len(dias) * 9 // 10) - 1])


def _por_mes(dias: Iterable[date]) -> tuple[int, ...]:
    cuenta = Counter(dia.month for dia in dias)
    return tuple(cuenta[mes] for mes in range(1, MESES + 1))


def _pares(
    recibidas: Iterable[Asunto], atendidas: Iterable[Asunto], grupo: Callable[[Asunto], Clave]
) -> dict[Clave, Par]:
    entran, salen = Counter(map(grupo, recibidas)), Counter(map(grupo, atendidas))
    return {clave: Par(entran[clave], salen[clave]) for clave in entran | salen}


def _dias_habiles(atendidas: Sequence[Asunto], calendario: Calendario) -> list[int]:
    """Hábiles después de recibida y hasta atendida inclusive; el calendario se recorre una sola vez."""
    if not atendidas:
        return []
    primero = min(a.recibida for a in atendidas)
    ultimo = max(a.atendida for a in atendidas if a.atendida)
    dias = (primero + timedelta(days=k) for k in range((ultimo - primero).days + 1))
    hasta = list(accumulate(not calendario.motivo(dia) for dia in dias))
    return [
        max(hasta[(a.atendida - primero).days] - hasta[(a.recibida - primero).days], 0)
        for a in atendidas if a.atendida
    ]
