"""El siguiente paso del ensayo: lo que haría la Subsecretaría, con los actos de siempre y a nombre de nadie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from config.demostracion.camino import Camino
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


PASOS = {
    "requisitos": Paso(
        "admitir", "recepción revisa que la solicitud venga completa y la admite.", "Recepción la admitió.",
    ),
    "revision": Paso(
        "opinar", "las áreas dictaminadoras dan su opinión técnica.", "Las áreas dieron su opinión.",
    ),
    "estrategia": Paso(
        "proponer", "se estudia el asunto completo y se elabora el proyecto de dictamen.",
        "El proyecto de dictamen está hecho y el sistema prepara el documento.",
    ),
    "firma": Paso(
        "firmar", "quien autoriza lee el dictamen y lo firma.", "El dictamen está firmado y el sistema lo emite.",
    ),
}


def paso_de(solicitud: Solicitud) -> Paso | None:
    """El que sigue; None si el turno es del ente, si el sistema prepara el documento o si ya terminó."""
    dictamen = dictamen_de(solicitud)
    if solicitud.estado == Estado.EN_FIRMA and (
        dictamen is None or dictamen.estado != EstadoDeDictamen.POR_FIRMAR
    ):
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
    Camino(personal(en).quien).en_mano(solicitud, en).etapa()
    return paso
