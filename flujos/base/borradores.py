"""El borrador de un acto o de un concepto: se guarda solo, sólo lo lee quien lo escribe y se borra al darse."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from cuentas.models import Usuario
from dictamenes import tramite
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado, OpinionYaCorregida
from dictamenes.models import Revision, Solicitud
from flujos.models import BorradorDeTrabajo

CONCEPTO = "concepto"
"""El de un concepto a medio escribir; su lugar es el concepto, o nada si todavía no existe."""
CORREGIR = tramite.corregir_opinion.nombre
LETRAS = 1_000_000  # mil conceptos con su nota
LARGO = "Lo escrito es demasiado largo para guardarse como borrador."
TARDE = "Este paso ya se dio: no queda nada que guardar."


@transaction.atomic
def guardar(
    solicitud: Solicitud, acto: str, *, por: Usuario, en: datetime, datos: dict[str, Any], lugar: str = "",
    suma: bool = False,
) -> None:
    """Deja lo escrito en lugar de lo anterior; con `suma`, sólo de lo que viene en `datos`.

    Lanza `EstadoEquivocado` si el acto ya se dio, `OpinionYaCorregida` si corrige una versión que ya no vale, o
    `DatosInvalidos`.
    """
    escrito = json.loads(json.dumps(datos).replace("\\u0000", ""))  # PostgreSQL no guarda el nulo en un JSON
    actual = Solicitud.objects.select_for_update().get(pk=solicitud.pk)
    if not _procede(actual, acto, lugar):
        raise EstadoEquivocado(TARDE)
    if acto == CORREGIR:
        _exigir_la_que_vale(actual, lugar, escrito.pop("version", ""))
    previo = borrador_de(actual, acto, por, lugar) if suma else None
    escrito = {**(previo.datos if previo else {}), **escrito}
    if len(json.dumps(escrito)) > LETRAS:
        raise DatosInvalidos(LARGO)
    BorradorDeTrabajo.objects.update_or_create(
        solicitud=actual, acto=acto, lugar=lugar, persona=por, defaults={"datos": escrito, "en": en}
    )


def borrador_de(solicitud: Solicitud, acto: str, persona: Usuario, lugar: str = "") -> BorradorDeTrabajo | None:
    """El de esa persona, si lo hay; el de una corrección, si la opinión no es más nueva."""
    suyos = BorradorDeTrabajo.objects.filter(solicitud=solicitud, acto=acto, lugar=lugar, persona=persona)
    if acto == CORREGIR:
        suyos = suyos.filter(en__gte=_opinion_vigente(solicitud, lugar).values("dada_en")[:1])
    return suyos.first()


def olvidar(solicitud: Solicitud, actos: set[str] | None = None, lugar: str = "") -> None:
    """Borra los de esos actos, de quien sean; sin actos, todos los del asunto."""
    suyos = BorradorDeTrabajo.objects.filter(solicitud=solicitud)
    (suyos if actos is None else suyos.filter(acto__in=actos, lugar=lugar)).delete()


def olvidar_el_de(solicitud: Solicitud, acto: str, persona: Usuario, lugar: str = "") -> None:
    """Borra el de esa persona; los de las demás siguen."""
    BorradorDeTrabajo.objects.filter(solicitud=solicitud, acto=acto, lugar=lugar, persona=persona).delete()


def _procede(solicitud: Solicitud, acto: str, lugar: str) -> bool:
    if acto == CONCEPTO:
        return solicitud.es_editable and (not lugar or solicitud.conceptos.filter(pk=lugar).exists())
    return solicitud.estado in tramite.TRANSICIONES[acto].desde and (
        not lugar or _falta_la_de(solicitud, lugar) == (acto != CORREGIR)
    )


def _opinion_vigente(solicitud: Solicitud, area: str) -> QuerySet[Revision]:
    return solicitud.revisiones.filter(area__clave=area).order_by("-ronda")


def _exigir_la_que_vale(solicitud: Solicitud, area: str, version: str) -> None:
    if version and version not in map(str, _opinion_vigente(solicitud, area).values_list("version", flat=True)[:1]):
        raise OpinionYaCorregida


def _falta_la_de(solicitud: Solicitud, area: str) -> bool:
    return solicitud.revisiones.filter(area__clave=area, ronda=solicitud.ronda, dada_en=None).exists()
