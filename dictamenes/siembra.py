"""La siembra de catálogos del trámite: partidas, alineación, reglas de área, criterios y formularios."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from bitacora.cadena import anotar
from cuentas.models import Area
from dictamenes.models import Alineacion, Formulario, ListaDeCriterios, Partida, ReglaDeArea
from dictamenes.models.catalogos import Categoria
from dictamenes.textos.formularios.versiones import definiciones

DATOS = Path(__file__).resolve().parent.parent / "datos"
VIGENCIA = date(2020, 1, 1)

# Categoría → áreas que la revisan. Supuesto de arranque: la coordinación lo ajusta como dato.
AREAS_DE = {
    Categoria.COMPUTO: ("infraestructura",),
    Categoria.REDES: ("infraestructura",),
    Categoria.SOFTWARE: ("gobierno-electronico",),
    Categoria.DESARROLLO: ("gobierno-electronico", "innovacion"),
    Categoria.DATOS: ("inteligencia-de-datos",),
    Categoria.SEGURIDAD: ("infraestructura", "gobierno-electronico"),
    Categoria.CENTRO_DATOS: ("infraestructura",),
    Categoria.SERVICIOS: ("politica-digital",),
}


@transaction.atomic
def sembrar(en: datetime) -> dict[str, int]:
    """Carga lo que falte; volver a sembrar no cambia lo editado. Devuelve cuántos renglones nuevos hubo."""
    nuevos = {
        "partidas": sum(
            Partida.objects.get_or_create(
                clave=f["clave"], vigente_desde=VIGENCIA, defaults={"nombre": f["nombre"], "capitulo": f["capitulo"]}
            )[1]
            for f in _filas("clasificador.csv")
        ),
        "alineaciones": sum(
            Alineacion.objects.get_or_create(
                clave=f["clave"], defaults={"nivel": f["nivel"], "titulo": f["titulo_breve"]}
            )[1]
            for f in _filas("programa_especial.csv")
        ),
        "reglas": sum(
            ReglaDeArea.objects.get_or_create(tipo="", categoria=categoria, area=Area.objects.get(clave=clave))[1]
            for categoria, claves in AREAS_DE.items()
            for clave in claves
        ),
        "criterios": sum(
            ListaDeCriterios.objects.get_or_create(
                clase=clase, numero=1, defaults={"criterios": criterios, "redactada_en": en, "publicada_en": en}
            )[1]
            for clase, criterios in json.loads((DATOS / "criterios_v1.json").read_text(encoding="utf-8")).items()
        ),
        "formularios": sum(
            Formulario.objects.get_or_create(
                tipo=d["tipo"], numero=d["numero"], defaults={"definicion": d, "redactada_en": en, "publicada_en": en}
            )[1]
            for d in definiciones()
        ),
    }
    if any(nuevos.values()):
        anotar("catalogos.sembrados", "tramite:catalogos", por=None, en=en, datos=nuevos)
    return nuevos


def _filas(nombre: str) -> Iterator[dict[str, str]]:
    with (DATOS / nombre).open(encoding="utf-8", newline="") as archivo:
        yield from csv.DictReader(archivo)
