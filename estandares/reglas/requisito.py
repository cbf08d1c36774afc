"""Lo que se exige: una fila del estándar como dato puro, con su vocabulario cerrado."""

from dataclasses import dataclass

OPERADORES = ("gte", "lte", "between", "eq", "in", "contains_all", "must", "must_not", "info")
OBLIGATORIO = "obligatorio"
DESEABLE = "deseable"
NIVELES = (OBLIGATORIO, DESEABLE)


class RequisitoInvalido(ValueError):
    """El valor exigido de una fila no se entiende para su operador y unidad."""


@dataclass(frozen=True)
class Requisito:
    """Una fila del estándar. `perfil` y `perfil_nombre` dicen si una «capacidad» suelta es de módulos de RAM."""

    atributo: str
    operador: str
    valor: str
    unidad: str = ""
    nivel: str = OBLIGATORIO
    grupo: str = ""
    nota: str = ""
    perfil: str = ""
    perfil_nombre: str = ""
    admite_excepcion: bool | None = None

    @property
    def es_obligatorio(self) -> bool:
        """Sólo lo obligatorio cuenta para el resultado global."""
        return self.nivel == OBLIGATORIO
