"""Lo que lee quien parte de una anterior: qué cambió desde entonces, qué se conservó y qué falta por llenar."""

from __future__ import annotations

from datetime import date
from typing import Any

from dictamenes.expediente import copia
from dictamenes.models import Concepto, Solicitud
from dictamenes.models.constancia import consta
from dictamenes.reglas import requisitos
from dictamenes.textos.formularios.definicion import nombres_de_anexos
from flujos.captura import avance


def cambios_desde_la_copia(solicitud: Solicitud, hoy: date) -> dict[str, Any]:
    """Sólo lo distinto entre lo que se exigió a la anterior y lo que se exige hoy, y lo que falta del borrador."""
    origen = consta(solicitud.copiada_de)
    de_anexos = nombres_de_anexos(solicitud.formulario.definicion)
    propios = {(c.orden, c.descripcion): c for c in solicitud.conceptos.all()}
    conceptos = [_concepto(cambio, propios) for cambio in copia.conceptos_cambiados(origen, hoy)]
    nuevas = [avance.destino(solicitud, clave) for clave in copia.preguntas_nuevas(origen, solicitud)]
    sin_lugar = copia.respuestas_sin_lugar(origen, solicitud)
    sin_partida = origen.partida if origen.partida and not solicitud.partida else None
    return {
        "origen": origen, "conceptos": conceptos, "nuevas": nuevas, "sin_lugar": sin_lugar, "sin_partida": sin_partida,
        "cambio_algo": bool(conceptos or nuevas or sin_lugar or sin_partida),
        "conservados": [f"{de_anexos.get(a.clase, a.clase)}: {a.nombre}" for a in _conservados(solicitud, origen)],
        "faltan": avance.faltas_con_destino(solicitud, requisitos.revisar(solicitud)),
    }


def _conservados(solicitud: Solicitud, origen: Solicitud) -> Any:
    return solicitud.anexos.filter(retirado_en=None, archivo__in=origen.anexos.values("archivo"))


def _concepto(cambio: copia.ConceptoCambiado, propios: dict[tuple[int, str], Concepto]) -> dict[str, Any]:
    """El cambio con el concepto del borrador donde se atiende, si sigue siendo el que se copió."""
    return {"cambio": cambio, "propio": propios.get((cambio.concepto.orden, cambio.concepto.descripcion))}
