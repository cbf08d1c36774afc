"""Lo que le falta a lo escrito en renglones o en papel: en qué campo y qué hacer.

La página pone cada mensaje junto a su campo (`FormularioSonora.senalar`); el acto no procede (`exigir`). Lo de opinar y
resolver lo dice la tabla de coherencia.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from cuentas.texto import escrito
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import Contingencia

Faltas = Iterator[tuple[str, str]]
Renglones = Sequence[tuple[int, tuple[str, str]]]  # su número y, de él, sobre qué es y qué dice


def exigir(faltas: Faltas) -> None:
    """Lanza `DatosInvalidos` con la primera."""
    for _, mensaje in faltas:
        raise DatosInvalidos(f"{mensaje}.")


def de_observaciones(renglones: Renglones) -> Faltas:
    """Al menos una, y cada una dice sobre qué es."""
    yield from _sobre_algo(renglones, "observacion", "Escriba la observación", "Elija sobre qué es la observación")
    if not renglones:
        yield "observacion_1", "Escriba al menos una observación"


def de_marcas(renglones: Renglones) -> Faltas:
    """Cada una dice sobre qué parte es y qué corregir."""
    yield from _sobre_algo(renglones, "marca", "Escriba qué debe corregirse", "Elija sobre qué parte es la marca")


def _sobre_algo(renglones: Renglones, campo: str, sin_texto: str, sin_lugar: str) -> Faltas:
    for numero, (sobre, texto) in renglones:
        if not escrito(texto):
            yield f"{campo}_{numero}", sin_texto
        if not sobre:
            yield f"sobre_{numero}", sin_lugar


def de_recepcion(recibida_en: datetime, en: datetime, contingencia: Contingencia | None) -> Faltas:
    """Lo que llegó en papel se recibió antes de capturarse y, si fue por contingencia, durante ella."""
    if recibida_en > en:
        yield "recibida_en", "La hora de recepción no puede ser posterior a la captura"
    elif contingencia and not contingencia.desde <= recibida_en <= contingencia.hasta:
        yield "contingencia", "La hora de recepción no cae dentro de esa interrupción"
