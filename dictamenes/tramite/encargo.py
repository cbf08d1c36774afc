"""Tomar y soltar: quién tiene a su cargo lo que espera en una etapa. No mueven el asunto."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bitacora.cadena import anotar
from cuentas.acceso.acceso import exigir
from cuentas.models import Usuario
from dictamenes.excepciones import EstadoEquivocado
from dictamenes.models import Revision, Solicitud
from dictamenes.reglas.participacion import exigir_que_participe, participar
from dictamenes.tramite.etapas import ETAPAS

# Se puede tomar lo que se puede atender: con la operación y la función del acto que resuelve la etapa.
ATIENDE = {clave: etapa.acto for clave, etapa in ETAPAS.items() if etapa.se_toma}


@transaction.atomic
def tomar(
    solicitud: Solicitud, *, por: Usuario, en: datetime, etapa: str, revision: Revision | None = None,
    clave: str | None = None, deshace: bool = False,
) -> Solicitud:
    """La persona toma para sí lo que espera. Lanza `EstadoEquivocado`, `AccesoDenegado`, `Impedimento` o
    `SeparacionDeFunciones`.

    Como al turnarla, tomar una revisión ya es opinar: la función queda aunque después se suelte.
    """
    actual, (operacion, funcion) = _en_etapa(solicitud, etapa), ATIENDE[etapa].de_persona
    exigir(por, operacion, revision.area if revision else None)
    if revision is None:
        exigir_que_participe(actual, por, funcion)
    else:
        participar(actual, por, funcion, en)
        _turnada(actual, revision, por)
    anotar("tarea.tomada", actual, por=por, en=en, clave=clave, datos=_datos(etapa, revision, deshace))
    return actual


@transaction.atomic
def soltar(
    solicitud: Solicitud, *, por: Usuario, en: datetime, etapa: str, de: Usuario, revision: Revision | None = None,
    deshace: bool = False,
) -> Solicitud:
    """Lo que estaba a cargo de `de` queda sin nadie. Lo suelta esa persona, o coordinación. Lanza `EstadoEquivocado`
    o `AccesoDenegado`.
    """
    actual = _en_etapa(solicitud, etapa)
    if de.pk != por.pk:
        exigir(por, "revision.turnar")
    if revision is not None:
        _turnada(actual, revision, None)
    anotar("tarea.soltada", actual, por=por, en=en, datos=_datos(etapa, revision, deshace) | {"de": de.pk})
    return actual


def _en_etapa(solicitud: Solicitud, etapa: str) -> Solicitud:
    actual = Solicitud.objects.select_for_update().get(pk=solicitud.pk)
    if etapa not in ATIENDE:
        raise EstadoEquivocado("Lo que espera en esa etapa ya es de alguien: no se toma ni se suelta.")
    if actual.estado not in ATIENDE[etapa].desde:
        raise EstadoEquivocado(f"{actual.folio} ya no espera en esa etapa.")
    return actual


def _turnada(solicitud: Solicitud, revision: Revision, a: Usuario | None) -> None:
    sin_dar = solicitud.revisiones.filter(pk=revision.pk, ronda=solicitud.ronda, dada_en=None)
    if not sin_dar.update(turnada_a=a):
        raise EstadoEquivocado("Esa revisión ya se dio.")


def _datos(etapa: str, revision: Revision | None, deshace: bool) -> dict[str, object]:
    datos: dict[str, object] = {"etapa": etapa, "deshace": True} if deshace else {"etapa": etapa}
    return datos | {"area": revision.area.clave} if revision else datos
