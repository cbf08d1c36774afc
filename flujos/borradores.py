"""El borrador de un acto: se guarda solo, sólo lo lee quien lo escribe y se borra cuando el acto se da."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import transaction

from cuentas.models import Usuario
from dictamenes import tramite
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado
from dictamenes.models import Solicitud
from flujos.models import BorradorDeTrabajo

LETRAS = 200_000
LARGO = "Lo escrito es demasiado largo para guardarse como borrador."
TARDE = "Este paso ya se dio: no queda nada que guardar."


@transaction.atomic
def guardar(
    solicitud: Solicitud, acto: str, *, por: Usuario, en: datetime, datos: dict[str, Any], lugar: str = ""
) -> None:
    """Deja lo escrito en lugar de lo anterior. Lanza `EstadoEquivocado` si el acto ya se dio, o `DatosInvalidos`."""
    escrito = json.loads(json.dumps(datos).replace("\\u0000", ""))  # PostgreSQL no guarda el nulo en un JSON
    if len(json.dumps(escrito)) > LETRAS:
        raise DatosInvalidos(LARGO)
    actual = Solicitud.objects.select_for_update().get(pk=solicitud.pk)
    if actual.estado not in tramite.TRANSICIONES[acto].desde or (lugar and not _falta_la_de(actual, lugar)):
        raise EstadoEquivocado(TARDE)
    BorradorDeTrabajo.objects.update_or_create(
        solicitud=actual, acto=acto, lugar=lugar, persona=por, defaults={"datos": escrito, "en": en}
    )


def el_de(solicitud: Solicitud, acto: str, persona: Usuario, lugar: str = "") -> BorradorDeTrabajo | None:
    """El de esa persona, si lo hay."""
    suyos = BorradorDeTrabajo.objects.filter(solicitud=solicitud, acto=acto, lugar=lugar, persona=persona)
    return suyos.first()


def olvidar(solicitud: Solicitud, actos: set[str] | None = None, lugar: str = "") -> None:
    """Borra los de esos actos, de quien sean; sin actos, todos los del asunto."""
    suyos = BorradorDeTrabajo.objects.filter(solicitud=solicitud)
    (suyos if actos is None else suyos.filter(acto__in=actos, lugar=lugar)).delete()


def _falta_la_de(solicitud: Solicitud, area: str) -> bool:
    return solicitud.revisiones.filter(area__clave=area, ronda=solicitud.ronda, dada_en=None).exists()
