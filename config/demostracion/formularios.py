"""Las versiones de formulario de la demostración: una por publicar y otra que salió cuando ya había borradores."""

from __future__ import annotations

import copy
from datetime import datetime
from typing import Any

from config.demostracion.gente import Gente
from dictamenes.textos.formularios import versiones

POR_PUBLICAR, RECIENTE = "arrendamiento", "bienes"
PREGUNTAS: tuple[dict[str, Any], ...] = (
    {"clave": "energia_regulada", "texto": "¿Necesita energía regulada?", "clase": "opcion",
     "opciones": [["si", "Sí"], ["no", "No"]], "ayuda": "Pregunte a quien administra el inmueble."},
    {"clave": "energia_consumo", "texto": "¿Cuánta energía consume?", "clase": "texto", "en_documentos": "Energía",
     "si": {"pregunta": "energia_regulada", "es": "si"}, "ayuda": "Súmela de las fichas técnicas, en kilovatios."},
)


def versiones_nuevas(gente: Gente, en: datetime) -> None:
    """Pregunta por la energía: publicada en bienes y en borrador en arrendamiento."""
    redacta, publica = gente.central["administrador"][:2]
    for tipo in (RECIENTE, POR_PUBLICAR):
        definicion = copy.deepcopy(versiones.vigente(tipo).definicion)
        definicion["secciones"][1]["preguntas"] += PREGUNTAS
        nueva = versiones.redactar(tipo, definicion, por=redacta, en=en)
        if tipo == RECIENTE:
            versiones.publicar(nueva, por=publica, en=en)
