"""Los catálogos de arranque: entes, áreas dictaminadoras y días inhábiles que dice una ley, cada fila con su fuente.

Sólo agrega lo que falta: lo que ya corrigió quien administra no se toca. Las fuentes están en `datos/`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import transaction

from bitacora.cadena import anotar
from cuentas.models import Area, DiaDeCalendario, Ente
from cuentas.tiempo.dias import federales

DATOS = Path(__file__).resolve().parent.parent / "datos"
ANIOS = range(2023, 2028)
SIGLAS_PROPIAS = "OM"
SIN_CONFIRMAR = ("demostración", "por confirmar", "prensa")
AREAS_DESDE = date(2024, 1, 1)
AREAS = {
    "infraestructura": "Infraestructura Tecnológica y Conectividad",
    "gobierno-electronico": "Gobierno Electrónico",
    "innovacion": "Innovación y Transformación Digital",
    "inteligencia-de-datos": "Inteligencia de Datos",
    "politica-digital": "Política Digital y Gobernanza Tecnológica",
}


@transaction.atomic
def sembrar(en: datetime, *, con_entes: bool = True, de_muestra: bool = False) -> dict[str, int]:
    """Agrega lo que falte y dice cuántas filas de cada catálogo; un solo evento, y sólo si agregó algo.

    Con `de_muestra` (la demostración y la práctica) entran también los días por confirmar: en una instalación de verdad
    un día inhábil mueve plazos, y lo declara una persona con su acuerdo.
    """
    agregados = {"entes": _entes() if con_entes else 0, "areas": _areas(), "dias": _dias(de_muestra)}
    if any(agregados.values()):
        anotar("catalogos.sembrados", "catalogo:cuentas", por=None, en=en, datos=agregados)
    return agregados


def _entes() -> int:
    filas = _renglones("entes.csv")
    return sum(
        Ente.objects.get_or_create(
            siglas=fila["siglas"],
            defaults={
                "nombre": fila["nombre"],
                "naturaleza": fila["naturaleza"],
                "fuente": fila["fuente"],
                "es_propio": fila["siglas"] == SIGLAS_PROPIAS,
            },
        )[1]
        for fila in filas
    )


def _areas() -> int:
    return sum(
        Area.objects.get_or_create(clave=clave, defaults={"nombre": nombre, "vigente_desde": AREAS_DESDE})[1]
        for clave, nombre in AREAS.items()
    )


def _dias(de_muestra: bool) -> int:
    conocidos = set(DiaDeCalendario.objects.filter(ente=None).values_list("fecha", flat=True))
    nuevos: dict[date, DiaDeCalendario] = {}
    for dia, motivo, fuente in (*_federales(), *_locales(de_muestra)):
        if dia not in conocidos and dia not in nuevos:
            nuevos[dia] = DiaDeCalendario(fecha=dia, motivo=motivo, fuente=fuente)
    DiaDeCalendario.objects.bulk_create(nuevos.values())
    return len(nuevos)


def _federales() -> Iterator[tuple[date, str, str]]:
    for anio in ANIOS:
        for dia in federales(anio):
            yield dia.fecha, dia.motivo, dia.fuente


def _locales(de_muestra: bool) -> Iterator[tuple[date, str, str]]:
    for fila in _renglones("inhabiles.csv"):
        if not de_muestra and any(duda in fila["fuente"] for duda in SIN_CONFIRMAR):
            continue
        desde, hasta = date.fromisoformat(fila["desde"]), date.fromisoformat(fila["hasta"])
        for k in range((hasta - desde).days + 1):
            yield desde + timedelta(days=k), fila["motivo"], fila["fuente"]


def _renglones(nombre: str) -> list[dict[str, str]]:
    with (DATOS / nombre).open(encoding="utf-8", newline="") as archivo:
        return list(csv.DictReader(archivo))
