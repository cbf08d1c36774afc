"""Lo que le falta a lo escrito para un acto: en qué campo y qué hacer.

La página pone cada mensaje junto a su campo (`FormularioSonora.senalar`); el acto no procede (`exigir`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from cuentas.reloj import es_posible
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import Concepto, Contingencia
from dictamenes.models.dictamen import FAVORABLES, Sentido

Faltas = Iterator[tuple[str, str]]
Renglones = Sequence[tuple[int, tuple[str, str]]]  # su número y, de él, sobre qué es y qué dice


def exigir(faltas: Faltas) -> None:
    """Lanza `DatosInvalidos` con la primera."""
    for _, mensaje in faltas:
        raise DatosInvalidos(f"{mensaje}.")


def de_propuesta(
    conceptos: Iterable[Concepto], resoluciones: Mapping[int, Mapping[str, Any]],
    condiciones: Sequence[Mapping[str, Any]],
) -> Faltas:
    """Lo desfavorable dice sus razones, lo que no cumple dice por qué procede, y hay condiciones si vienen al caso."""
    for concepto in conceptos:
        yield from _de_resolucion(concepto, resoluciones[concepto.pk])
    condicionado = any(r["sentido"] == Sentido.CON_CONDICIONES for r in resoluciones.values())
    if condicionado and not condiciones:
        yield "condicion_1", "Escriba al menos una condición: hay un concepto favorable con condiciones"
    if condiciones and not condicionado:
        yield "condicion_1", "Borre las condiciones: ningún concepto es favorable con condiciones"
    for numero, condicion in enumerate(condiciones, start=1):
        if condicion.get("fecha") and not es_posible(condicion["fecha"]):
            yield f"fecha_{numero}", f"Revise el año de la fecha límite de la condición {numero}"


def _de_resolucion(concepto: Concepto, dicha: Mapping[str, Any]) -> Faltas:
    if dicha["sentido"] not in Sentido.values:
        yield f"sentido_{concepto.pk}", f"Elija el sentido del concepto {concepto.orden}"
    elif dicha["sentido"] not in FAVORABLES:
        if not dicha["razones"]:
            yield f"razones_{concepto.pk}", f"Elija las razones del concepto {concepto.orden}"
    elif concepto.no_cumple and not dicha.get("motivo", "").strip():
        mensaje = f"Escriba por qué procede el concepto {concepto.orden} aunque no cumple el estándar"
        yield f"motivo_{concepto.pk}", mensaje


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
        if not texto.strip():
            yield f"{campo}_{numero}", sin_texto
        if not sobre:
            yield f"sobre_{numero}", sin_lugar


def de_recepcion(recibida_en: datetime, en: datetime, contingencia: Contingencia | None) -> Faltas:
    """Lo que llegó en papel se recibió antes de capturarse y, si fue por contingencia, durante ella."""
    if recibida_en > en:
        yield "recibida_en", "La hora de recepción no puede ser posterior a la captura"
    elif contingencia and not contingencia.desde <= recibida_en <= contingencia.hasta:
        yield "contingencia", "La hora de recepción no cae dentro de esa interrupción"
