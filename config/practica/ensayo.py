"""El siguiente paso del ensayo: lo que haría la Subsecretaría, con los actos de siempre y a nombre de nadie."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random

from config.demostracion.asuntos import PROYECTOS
from config.demostracion.recorrido import Asunto, Guion
from config.practica.personal import dar_de_alta_al_personal, dejar_credenciales, personal
from dictamenes.excepciones import CapturaVencida
from dictamenes.models import Solicitud
from dictamenes.models.dictamen import EstadoDeDictamen
from dictamenes.models.solicitud import Estado
from flujos.expediente.turno import dictamen_de
from flujos.recorrido.etapas import NUESTRAS, POR_ESTADO


@dataclass(frozen=True)
class Paso:
    """Lo que sigue: `clave` lo identifica, `texto` dice qué hará y `hecho`, qué quedó."""

    clave: str
    texto: str
    hecho: str
    dar: Callable[[Asunto], None]


def _admitir(asunto: Asunto) -> None:
    asunto.admitir(asunto.gente.central["recepcion"][0])


def _opinar(asunto: Asunto) -> None:
    for area in asunto.por_opinar():
        asunto.opinar(area)


def _proponer(asunto: Asunto) -> None:
    asunto.proponer(asunto.gente.central["estrategico"][0], asunto.gente.central["firmante"][0])


def _firmar(asunto: Asunto) -> None:
    asunto.firmar(asunto.gente.central["firmante"][0])


PASOS = {
    "requisitos": Paso(
        "admitir", "recepción revisa que la solicitud venga completa y la admite.", "Recepción la admitió.", _admitir,
    ),
    "revision": Paso(
        "opinar", "las áreas dictaminadoras dan su opinión técnica.", "Las áreas dieron su opinión.", _opinar,
    ),
    "estrategia": Paso(
        "proponer", "se estudia el asunto completo y se elabora el proyecto de dictamen.",
        "El proyecto de dictamen está hecho y el sistema prepara el documento.", _proponer,
    ),
    "firma": Paso(
        "firmar", "quien autoriza lee el dictamen y lo firma.", "El dictamen está firmado y el sistema lo emite.",
        _firmar,
    ),
}


def paso_de(solicitud: Solicitud) -> Paso | None:
    """El que sigue; None si el turno es del ente, si el sistema prepara el documento o si ya terminó."""
    dictamen = dictamen_de(solicitud)
    if solicitud.estado == Estado.EN_FIRMA and dictamen.estado != EstadoDeDictamen.POR_FIRMAR:
        return None
    etapa = POR_ESTADO.get(solicitud.estado)
    return PASOS[etapa.clave] if etapa in NUESTRAS else None


def prepara(solicitud: Solicitud) -> bool:
    """Si el sistema tiene el turno: prepara o emite el documento."""
    return solicitud.estado == Estado.EN_FIRMA and paso_de(solicitud) is None


def dar_paso(solicitud: Solicitud, clave: str, en: datetime) -> Paso:
    """Da el que sigue. `CapturaVencida` si no es `clave`, el que se leyó en la pantalla.

    Antes da de alta al personal que falte: un área pudo crearse después de la última importación.
    """
    paso = paso_de(solicitud)
    if paso is None or paso.clave != clave:
        raise CapturaVencida("Ese paso ya se dio, o el expediente cambió desde que abrió la página.")
    if dar_de_alta_al_personal(en):
        dejar_credenciales(en)
    guion = Guion(proyecto=PROYECTOS[0], siglas=solicitud.ente.siglas)  # lo pedido ya lo capturó el ente
    asunto = Asunto(guion, personal(en), Random())  # noqa: S311 (elige frases)
    asunto.solicitud, asunto.en = solicitud, en
    paso.dar(asunto)
    return paso
