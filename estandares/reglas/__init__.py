"""Las reglas de evaluación de estándares: puras, sin Django. Entrada pública del paquete."""

from .evaluacion import Detalle, Evaluacion, evaluar
from .nombres import nombre_legible
from .palabras import exigido
from .requisito import DESEABLE, NIVELES, OBLIGATORIO, OPERADORES, Requisito, RequisitoInvalido

__all__ = [
    "DESEABLE",
    "NIVELES",
    "OBLIGATORIO",
    "OPERADORES",
    "Detalle",
    "Evaluacion",
    "Requisito",
    "RequisitoInvalido",
    "evaluar",
    "exigido",
    "nombre_legible",
]
