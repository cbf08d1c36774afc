"""La única cuenta del producto: la definición en uso, con el calendario de la casa para los días hábiles.

Cada definición del indicador es un archivo que no se cambia mientras esté en uso; la siguiente se agrega a
`DEFINICIONES`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cuentas.tiempo.calendario import Calendario
from indicadores.cifra import definicion_v1
from indicadores.cifra.definicion_v1 import (
    CANCELADA,
    CONCLUSIONES,
    DEFINICION,
    MESES,
    RECIBIDA,
    REPUESTA,
    VERSION,
    VIGENTE_DESDE,
    Asunto,
    Clave,
    Conteo,
    Hecho,
    Par,
    Tiempos,
    plegar,
    resumir,
)

__all__ = [
    "CANCELADA", "CONCLUSIONES", "DEFINICION", "DEFINICIONES", "MESES", "RECIBIDA", "REPUESTA", "VERSION",
    "VIGENTE_DESDE", "Asunto", "Clave", "Contado", "Conteo", "Hecho", "Par", "Tiempos", "contar", "contar_anios",
    "plegar", "recibidas_entre", "resumir",
]
DEFINICIONES = {definicion_v1.VERSION: definicion_v1}


def contar(asuntos: Sequence[Asunto], anio: int, corte: date, calendario: Calendario | None = None) -> Conteo:
    """Los números del año sobre asuntos ya plegados a ese corte; con `calendario`, también los días hábiles."""
    es_habil = None if calendario is None else lambda dia: not calendario.motivo(dia)
    return definicion_v1.contar(asuntos, anio, corte, es_habil)


@dataclass(frozen=True)
class Contado:
    """Unos asuntos contados año por año; `a_la_fecha`, cuántas iban recibidas de cada uno el mismo día del corte."""

    corte: date
    anios: Mapping[int, Conteo]
    a_la_fecha: Mapping[int, int]


def contar_anios(
    asuntos: Sequence[Asunto], corte: date, calendario: Calendario | None = None, *, ademas: Iterable[int] = ()
) -> Contado:
    """Todos los años seguidos, desde el anterior al primero con asuntos (o de `ademas`) hasta el último."""
    con_algo = {dia.year for a in asuntos for dia in (a.recibida, a.atendida) if dia} | {corte.year, *ademas}
    anios = range(min(con_algo) - 1, max(con_algo) + 1)
    dia = min(corte.day, 28) if corte.month == 2 else corte.day
    return Contado(
        corte, {anio: contar(asuntos, anio, corte, calendario) for anio in anios},
        {anio: recibidas_entre(asuntos, date(anio, 1, 1), date(anio, corte.month, dia)) for anio in anios},
    )


def recibidas_entre(asuntos: Iterable[Asunto], desde: date, hasta: date) -> int:
    """Cuántas se recibieron del día `desde` al `hasta`, ambos inclusive."""
    return sum(desde <= asunto.recibida <= hasta for asunto in asuntos)
