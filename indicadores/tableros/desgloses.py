"""Los desgloses de un año que piden la historia completa: etapas, resultado, total, áreas y materias. Sin base.

Los tiempos son de lo atendido en el año, en días hábiles del calendario general: cuentan los posteriores al día en que
empezó la etapa y hasta el día en que terminó, inclusive. *Neto* quita lo que el asunto estuvo con el ente. Las horas
son de oficina y transcurridas —desde que alguien tomó el asunto hasta que lo entregó—: nadie captura cuántas trabajó.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import accumulate

from cuentas.reloj import HERMOSILLO, dia_de
from cuentas.tiempo.calendario import Calendario
from indicadores.cifra.conteo import Par, Tiempos, resumir
from indicadores.cifra.historia import DETENIDAS, ETAPAS, Caso, Encargo

NETO = "neto"
SIN_TOTAL = "sin"


@dataclass(frozen=True)
class Jornada:
    """Las horas de oficina (enteras, de Hermosillo) y los tramos de total (límites en pesos, de menor a mayor)."""

    apertura: int
    cierre: int
    limites: tuple[int, ...]


class Habiles:
    """Los días hábiles de un calendario entre dos fechas, contados una sola vez."""

    def __init__(self, primero: date, ultimo: date, calendario: Calendario) -> None:
        self.primero = primero
        dias = (primero + timedelta(days=k) for k in range((ultimo - primero).days + 1))
        self._hasta = [0, *accumulate(not calendario.motivo(dia) for dia in dias)]

    def entre(self, desde: date, hasta: date) -> int:
        """Hábiles después de `desde` y hasta `hasta`, inclusive; cero si `hasta` es anterior."""
        return max(self._al(hasta) - self._al(desde), 0)

    def horas(self, encargo: Encargo, jornada: Jornada) -> float:
        """Horas de oficina transcurridas en un encargo."""
        return self._horas_al(encargo.hasta, jornada) - self._horas_al(encargo.desde, jornada)

    def _al(self, dia: date) -> int:
        return self._hasta[(dia - self.primero).days + 1]

    def _horas_al(self, momento: datetime, jornada: Jornada) -> float:
        local = momento.astimezone(HERMOSILLO)
        largo, dia = jornada.cierre - jornada.apertura, local.date()
        antes, es_habil = self._hasta[(dia - self.primero).days], self._al(dia) - self._hasta[(dia - self.primero).days]
        del_dia = min(max(local.hour + local.minute / 60 - jornada.apertura, 0), largo)
        return antes * largo + es_habil * del_dia


@dataclass(frozen=True)
class DeTotal:
    """Un tramo de total: entradas y salidas, y lo que tardó lo que salió; horas, sólo de lo que alguien tomó."""

    par: Par
    habiles: Tiempos | None
    netos: Tiempos | None
    horas: Tiempos | None


@dataclass(frozen=True)
class Desgloses:
    """Los de un año. `sin_historia` son las atendidas de las que no consta por qué etapas pasaron."""

    anio: int
    etapas: Mapping[str, Tiempos]
    sin_historia: int
    por_resultado: Mapping[str, int]
    por_total: Mapping[str, DeTotal]
    revisiones: Mapping[tuple[str, str], int]
    por_area: Mapping[str, Tiempos]


def habiles_de(casos: Sequence[Caso], calendario: Calendario) -> Habiles:
    """Los hábiles de todo lo que abarcan esos casos."""
    dias = [dia for caso in casos for dia in _extremos(caso)]
    return Habiles(min(dias, default=date.min), max(dias, default=date.min), calendario)


def desglosar(casos: Sequence[Caso], anio: int, habiles: Habiles, jornada: Jornada) -> Desgloses:
    """Los desgloses de un año sobre casos ya plegados al corte."""
    entran = [caso for caso in casos if caso.asunto.recibida.year == anio]
    salen = [caso for caso in casos if caso.asunto.atendida and caso.asunto.atendida.year == anio]
    opiniones = [(caso, o) for caso in casos for o in caso.historia.opiniones if dia_de(o.dada).year == anio]
    por_area: dict[str, list[int]] = defaultdict(list)
    for _, opinion in opiniones:
        por_area[opinion.area].append(habiles.entre(dia_de(opinion.pedida), dia_de(opinion.dada)))
    return Desgloses(
        anio=anio, etapas=_etapas(salen, habiles), sin_historia=sum(not caso.historia.tramos for caso in salen),
        por_resultado=Counter(caso.resultado for caso in salen),
        por_total=_por_total(entran, salen, habiles, jornada),
        revisiones=Counter((o.area, caso.asunto.tipo) for caso, o in opiniones),
        por_area={area: tiempos for area, dias in por_area.items() if (tiempos := resumir(dias))},
    )


def tramo_de(total: Decimal | None, limites: Sequence[int]) -> str:
    """La clave del tramo en que cae un total con IVA: su lugar, o `SIN_TOTAL`."""
    return SIN_TOTAL if total is None else str(bisect_right(limites, total))


def dias_por_etapa(caso: Caso, habiles: Habiles) -> dict[str, int]:
    """Hábiles que el asunto pasó en cada etapa que terminó, sumando sus vueltas, y en `NETO` todas sin la detenida."""
    dias: dict[str, int] = {}
    for etapa, desde, hasta in caso.historia.tramos:
        if hasta is not None:
            dias[etapa] = dias.get(etapa, 0) + habiles.entre(dia_de(desde), dia_de(hasta))
    if dias:
        dias[NETO] = sum(cuantos for etapa, cuantos in dias.items() if etapa not in DETENIDAS)
    return dias


def _etapas(salen: Iterable[Caso], habiles: Habiles) -> dict[str, Tiempos]:
    por_etapa: dict[str, list[int]] = defaultdict(list)
    for caso in salen:
        for etapa, dias in dias_por_etapa(caso, habiles).items():
            por_etapa[etapa].append(dias)
    return {etapa: tiempos for etapa in (*ETAPAS, NETO) if (tiempos := resumir(por_etapa[etapa]))}


def _por_total(
    entran: Iterable[Caso], salen: Sequence[Caso], habiles: Habiles, jornada: Jornada
) -> dict[str, DeTotal]:
    def tramo(caso: Caso) -> str:
        return tramo_de(caso.historia.total, jornada.limites)

    recibidas, por_tramo = Counter(map(tramo, entran)), defaultdict[str, list[Caso]](list)
    for caso in salen:
        por_tramo[tramo(caso)].append(caso)
    return {
        clave: DeTotal(
            Par(recibidas[clave], len(por_tramo[clave])),
            resumir([habiles.entre(c.asunto.recibida, dia) for c in por_tramo[clave] if (dia := c.asunto.atendida)]),
            resumir([dias[NETO] for c in por_tramo[clave] if (dias := dias_por_etapa(c, habiles))]),
            resumir([horas_de(c, habiles, jornada) for c in por_tramo[clave] if c.historia.encargos]),
        )
        for clave in recibidas | Counter({clave: len(suyos) for clave, suyos in por_tramo.items()})
    }


def horas_de(caso: Caso, habiles: Habiles, jornada: Jornada) -> int:
    """Horas de oficina, al entero más cercano, en que alguien lo tuvo a su cargo; si dos a la vez, las de ambas."""
    return round(sum(habiles.horas(encargo, jornada) for encargo in caso.historia.encargos))


def _extremos(caso: Caso) -> list[date]:
    """El primero y el último día de los que se cuenta algo de un caso."""
    historia = caso.historia
    momentos = [m for tramo in historia.tramos for m in tramo[1:] if m]
    momentos += [m for par in (*historia.encargos, *(o[1:] for o in historia.opiniones)) for m in par]
    dias = [caso.asunto.recibida, caso.asunto.atendida or caso.asunto.recibida]
    return [min(*dias, dia_de(min(momentos))), max(*dias, dia_de(max(momentos)))] if momentos else dias
