"""El veredicto del estándar sobre un concepto, como dato: el mismo en la captura, la revisión y el PDF."""

from __future__ import annotations

from typing import Any

from dictamenes.congelado import Evaluacion
from dictamenes.models import Concepto
from estandares.models import Perfil


def veredicto(concepto: Concepto) -> Evaluacion | None:
    """Resultado de hoy del concepto contra su perfil, listo para congelar; None si no tiene estándar."""
    return veredicto_de(concepto.perfil, concepto.declarado) if concepto.perfil else None


def veredicto_de(perfil: Perfil, declarado: dict[str, Any]) -> Evaluacion:
    evaluacion = perfil.evaluar(declarado)
    estandar = perfil.version.estandar
    return {
        "global": evaluacion.global_,
        "perfil": perfil.nombre,
        "perfil_clave": perfil.clave,
        "estandar": estandar.nombre,
        "version": str(perfil.version.numero),
        "ilustrativo": estandar.ilustrativo,
        "atributos": [
            {
                "atributo": d.nombre, "clave": d.atributo, "exigido": d.exigido, "declarado": d.declarado,
                "resultado": d.resultado, "razon": d.razon, "que_hacer": d.que_hacer, "nivel": d.nivel,
                "clausula": d.clausula, "justificacion": d.justificacion,
            }
            for d in evaluacion.detalles
        ],
    }
