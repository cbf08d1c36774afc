"""Los criterios con que se estudia un asunto y las razones codificadas, como datos con versión.

Cambiar una pregunta es subir `VERSION`: lo ya contestado guarda la suya. Fuente: DOMINIO §6 y §4.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dictamenes.models.catalogos import Categoria

VERSION = 1
RESULTADOS = (("cumple", "Cumple"), ("no_cumple", "No cumple"), ("no_aplica", "No aplica"))
DE_SOFTWARE = frozenset({Categoria.SOFTWARE, Categoria.DESARROLLO, Categoria.DATOS})


@dataclass(frozen=True)
class Criterio:
    """Una pregunta del estudio; `categorias` vacío significa que siempre se hace."""

    clave: str
    nombre: str
    pregunta: str
    categorias: frozenset[str] = frozenset()


TECNICOS = (
    Criterio("es_tic", "Es TIC y la modalidad es correcta", "¿Es una tecnología de la información por naturaleza o "
             "función, y se pide por la vía que le toca?"),
    Criterio("viabilidad", "Viabilidad operativa", "¿El ente puede instalarlo, operarlo y mantenerlo?"),
    Criterio("perfil", "Conceptos contra su perfil", "¿Cada concepto corresponde al perfil del estándar elegido?"),
    Criterio("desviaciones", "Desviaciones justificadas", "¿Lo que rebasa o no alcanza el estándar está justificado?"),
    Criterio("neutralidad", "Neutralidad", "¿Se describe por función, sin marca, o la marca se justifica?"),
    Criterio("compatibilidad", "Compatibilidad e interoperabilidad", "¿Convive e intercambia datos con lo que ya hay?"),
    Criterio("capacidad", "Capacidad justificada", "¿La cantidad y el tamaño corresponden a la necesidad?"),
    Criterio("garantia", "Garantía y soporte", "¿La garantía y el soporte cubren la vida útil?"),
    Criterio("seguridad", "Seguridad y datos personales", "¿Protege la información y los datos personales que trata?"),
    Criterio("ciclo", "Ciclo de vida", "¿Se prevé la sustitución, el retiro o la migración?"),
    Criterio("propiedad", "Propiedad y entrega del código", "¿El Estado recibe el código y los derechos?", DE_SOFTWARE),
    Criterio("pruebas", "Pruebas y accesibilidad", "¿Hay pruebas de aceptación y cumple accesibilidad?", DE_SOFTWARE),
    Criterio("reuso", "Reúso", "¿Se revisó si ya existe un sistema que sirva?", DE_SOFTWARE),
)
ESTRATEGICOS = (
    Criterio("idoneidad", "Idoneidad del proyecto para la necesidad", "¿Resuelve la necesidad que se expuso?"),
    Criterio("alineacion", "Alineación", "¿Contribuye a la estrategia del Programa Especial que se señaló?"),
    Criterio("duplicidad", "Duplicidad", "¿No repite un sistema o un contrato que ya existe?"),
    Criterio("consolidacion", "Consolidación o contrato marco", "¿Se revisó si conviene comprar con otros entes?"),
    Criterio("modelo", "Arrendar, comprar, desarrollar o reusar", "¿El modelo elegido es el que más conviene?"),
    Criterio("independencia", "Independencia tecnológica y software libre", "¿Evita quedar atado a un proveedor?"),
    Criterio("costo", "Costo-beneficio y austeridad", "¿Lo que se obtiene vale lo que cuesta?"),
    Criterio("suficiencia", "Suficiencia", "¿El presupuesto alcanza, o se dijo que es solicitud anticipada?"),
    Criterio("infraestructura", "Infraestructura compartida", "¿Aprovecha la infraestructura que ya se comparte?"),
    Criterio("operar", "Capacidad de operar", "¿El ente tiene gente y recursos para sostenerlo?"),
    Criterio("impacto", "Impacto en las personas", "¿Mejora un trámite o un servicio?"),
    Criterio("riesgo", "Riesgo y salida", "¿Hay plan de salida si algo falla?"),
)

# Razones de un sentido no favorable o improcedente. La clave queda escrita en el dictamen: no se reusa ni se borra.
RAZONES = {
    "R01": "No cumple el estándar aplicable",
    "R02": "La desviación del estándar no está justificada",
    "R03": "La especificación limita la competencia a una marca",
    "R04": "La cantidad o la capacidad no corresponden a la necesidad",
    "R05": "Duplica un sistema, servicio o contrato vigente",
    "R06": "Existe contrato marco o compra consolidada que lo cubre",
    "R07": "El costo no se justifica frente a las alternativas",
    "R08": "No se alinea con el Programa Especial",
    "R09": "No garantiza la seguridad o la protección de datos personales",
    "R10": "El ente no acredita cómo lo va a operar",
    "R11": "No entrega al Estado el código o los derechos",
    "R12": "No es una tecnología de la información por su naturaleza ni por su función",
}


def tecnicos_para(categorias: Iterable[str]) -> list[Criterio]:
    """Los criterios técnicos que vienen al caso según de qué son los conceptos."""
    presentes = set(categorias)
    return [c for c in TECNICOS if not c.categorias or c.categorias & presentes]


def respuesta(criterio: Criterio, resultado: str, razon: str) -> dict[str, Any]:
    """Lo contestado, como se guarda y como lo imprime el dictamen."""
    return {"clave": criterio.clave, "version": VERSION, "criterio": criterio.nombre, "resultado": resultado,
            "razon": razon.strip()}


def razon_escrita(clave: str) -> str:
    """Una razón codificada como queda escrita: «No cumple el estándar aplicable (R01)». KeyError si no existe."""
    return f"{RAZONES[clave]} ({clave})"
