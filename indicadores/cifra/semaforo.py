"""El semáforo del indicador: palabra, forma y color según los umbrales de la casa [P]. Puro."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from cuentas.interfaz.vocabulario import Aspecto

VERDE, AMBAR, ROJO = "verde", "ambar", "rojo"
ASPECTOS = {
    VERDE: Aspecto("Favorable", VERDE, "palomita"),
    AMBAR: Aspecto("En riesgo", AMBAR, "rombo"),
    ROJO: Aspecto("Desfavorable", ROJO, "triangulo"),
}
SIN_RECIBIDAS = Aspecto("Sin solicitudes recibidas", "gris", "circulo")
EN_CURSO = Aspecto("El año no termina: sin semáforo", "gris", "circulo")


def semaforo(porcentaje: str, umbrales: Mapping[str, int], *, en_curso: bool = False) -> Aspecto:
    """El de un porcentaje («97.25»; vacío si no se recibió nada). Los umbrales son el mínimo de cada color.

    La medición es anual: a media cuenta hay asuntos dentro de su plazo, y un color diría lo que no se sabe.
    """
    if porcentaje and en_curso:
        return EN_CURSO
    if not porcentaje:
        return SIN_RECIBIDAS
    valor = Decimal(porcentaje)
    return ASPECTOS[next((color for color in (VERDE, AMBAR) if valor >= umbrales[color]), ROJO)]


def reglas(umbrales: Mapping[str, int]) -> list[tuple[Aspecto, str]]:
    """Cada color con su regla en palabras."""
    verde, ambar = umbrales[VERDE], umbrales[AMBAR]
    dichos = (f"{verde} % o más", f"de {ambar} % a menos de {verde} %", f"menos de {ambar} %")
    return list(zip(ASPECTOS.values(), dichos, strict=True))
