"""Las partes de una captura y en qué versión cambió cada una: dos personas en partes distintas no se estorban."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dictamenes.models import Solicitud

GENERAL, OBSERVACIONES = "general", "observaciones"
YA_NO_ESTA = 2**63
"""Más que cualquier versión: lo que se quiere cambiar se quitó."""


def de_toda(solicitud: Solicitud, **datos: Any) -> int:
    """La última de todas: cualquier cambio estorba."""
    return solicitud.version


def de_las_secciones(
    solicitud: Solicitud, campos: Mapping[str, object] | None = None, respuestas: dict[str, str] | None = None
) -> int:
    """La de esas secciones que cambió más tarde."""
    tocadas = secciones(solicitud, campos or {}, respuestas or {})
    return max((solicitud.versiones.get(seccion, 0) for seccion in tocadas), default=0)


def del_concepto(solicitud: Solicitud, concepto_id: int | None = None, **datos: Any) -> int:
    """La de ese concepto; uno nuevo no cambia nada de lo que ya está."""
    if concepto_id is None:
        return 0
    concepto = solicitud.conceptos.filter(pk=concepto_id).first()
    return concepto.version if concepto else YA_NO_ESTA


def del_anexo(solicitud: Solicitud, anexo_id: int) -> int:
    """Un anexo no cambia: está o ya se retiró."""
    return 0 if solicitud.anexos.filter(pk=anexo_id, retirado_en=None).exists() else YA_NO_ESTA


def de_las_respuestas(solicitud: Solicitud, **datos: Any) -> int:
    """La de lo contestado a las observaciones."""
    return solicitud.versiones.get(OBSERVACIONES, 0)


def secciones(solicitud: Solicitud, campos: Mapping[str, object], respuestas: dict[str, str]) -> set[str]:
    de_preguntas = {
        seccion["clave"] for seccion in solicitud.formulario.definicion["secciones"]
        if any(pregunta["clave"] in respuestas for pregunta in seccion["preguntas"])
    }
    return de_preguntas | ({GENERAL} if campos else set())
