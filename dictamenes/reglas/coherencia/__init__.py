"""La coherencia de un caso: una tabla de reglas sobre lo que todos dijeron de él. Entrada pública del paquete."""

from .caso import (
    CERTIFICACION,
    FIRMA,
    MIXTA,
    MOMENTOS,
    OPINION,
    PREVENCION,
    PROPUESTA,
    Area,
    Caso,
    Clausula,
    Concepto,
    Condicion,
    Criterio,
    Fundamento,
    Opinion,
    postura_de,
)
from .esquema import esquema
from .juicio import Hallazgo, exigir, hallazgos, impiden, pendientes, razones_dadas
from .lectura import CasoIlegible, leer
from .regla import Regla, Senal, Severidad
from .tabla import ACLARABLES, PIDEN_RAZON, TABLA

__all__ = [
    "ACLARABLES", "CERTIFICACION", "FIRMA", "MIXTA", "MOMENTOS", "OPINION", "PIDEN_RAZON", "PREVENCION", "PROPUESTA",
    "TABLA", "Area", "Caso", "CasoIlegible", "Clausula", "Concepto", "Condicion", "Criterio", "Fundamento", "Hallazgo",
    "Opinion", "Regla", "Senal", "Severidad", "esquema", "exigir", "hallazgos", "impiden", "leer", "pendientes",
    "postura_de", "razones_dadas",
]
