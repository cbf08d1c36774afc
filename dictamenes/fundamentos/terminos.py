"""Los plazos del trámite, uno por renglón: de quién es, desde cuándo cuenta y qué pasa cuando vence."""

from __future__ import annotations

from dataclasses import dataclass

from cuentas.fichas import FICHAS, Ficha
from dictamenes.models import Plazo

C = Plazo.Clase


@dataclass(frozen=True)
class Termino:
    """Un plazo. `claves` son los parámetros que dicen cuántos días tiene; el primero, el común."""

    nombre: str
    clase: C
    de: str
    desde: str
    al_vencer: str
    claves: tuple[str, ...]

    @property
    def fichas(self) -> list[Ficha]:
        return [FICHAS[clave] for clave in self.claves]


AUTORIDAD, ENTE = "La autoridad", "El ente"
ESCALA = "Se avisa y escala; el silencio no decide."
TERMINOS = (
    Termino("Admitir o prevenir", C.REQUISITOS, AUTORIDAD, "El día hábil siguiente a la presentación.", ESCALA,
            ("requisitos.dias",)),
    Termino("Atender observaciones", C.PREVENCION, ENTE,
            "El día hábil siguiente a aquel en que surte efectos la notificación.", "La solicitud se desecha.",
            ("prevencion.dias", "prevencion.prorroga_dias")),
    Termino("Opinar", C.REVISION, AUTORIDAD, "El día hábil siguiente a la admisión.", ESCALA, ("revision.dias",)),
    Termino("Elaborar el proyecto", C.ESTRATEGIA, AUTORIDAD, "El día hábil siguiente a la última opinión.", ESCALA,
            ("estrategia.dias",)),
    Termino("Firmar", C.FIRMA, AUTORIDAD, "El día hábil siguiente a la propuesta.", ESCALA, ("firma.dias",)),
    Termino("Dictaminar", C.DICTAMEN, AUTORIDAD,
            "El día hábil siguiente a la presentación; se detiene mientras el ente atiende observaciones.", ESCALA,
            ("dictamen.dias", "dictamen.dias_baja", "dictamen.dias_en_estandar")),
)
