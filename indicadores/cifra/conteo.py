"""La única cuenta del producto: la definición en uso, con el calendario de la casa para los días hábiles.

Cada definición del indicador es un archivo que no se cambia mientras esté en uso; la siguiente se agrega a
`DEFINICIONES`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    "VIGENTE_DESDE", "Asunto", "Clave", "Conteo", "Hecho", "Par", "Tiempos", "contar", "plegar", "recibidas_entre",
    "resumir",
]
DEFINICIONES = {definicion_v1.VERSION: definicion_v1}


def contar(asuntos: Sequence[Asunto], anio: int, corte: date, calendario: Calendario | None = None) -> Conteo:
    """Los números del año sobre asuntos ya plegados a ese corte; con `calendario`, también los días hábiles."""
    es_habil = None if calendario is None else lambda dia: not calendario.motivo(dia)
    return definicion_v1.contar(asuntos, anio, corte, es_habil)


def recibidas_entre(asuntos: Iterable[Asunto], desde: date, hasta: date) -> int:
    """Cuántas se recibieron del día `desde` al `hasta`, ambos inclusive."""
    return sum(desde <= asunto.recibida <= hasta for asunto in asuntos)
