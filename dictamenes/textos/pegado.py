"""Lo que se pega o se importa como JSON: leerlo sin que nada tumbe al sistema y decir dónde no se entiende."""

from __future__ import annotations

import json
from typing import Any

from dictamenes.excepciones import DatosInvalidos

LARGO_DE_CITA = 60


def leer(texto: str) -> Any:
    """El JSON escrito, sin espacios duros ni de sobra. Lanza `DatosInvalidos` con el renglón donde no se entiende."""
    try:
        return _sin_espacios_de_mas(json.loads(texto, object_pairs_hook=_sin_repetir))
    except (ValueError, RecursionError) as error:
        donde = f" (renglón {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise DatosInvalidos(f"El texto no es JSON{donde}: revise comas, comillas y corchetes.") from error


def cita(valor: Any) -> str:
    """Un valor ajeno como se puede citar en una frase: corto y sin nada que no se pueda imprimir."""
    if valor is None or isinstance(valor, list | dict):
        return "nada" if valor is None else "una lista" if isinstance(valor, list) else "un objeto"
    texto = str(valor)
    legible = texto if texto.isprintable() else ascii(texto)[1:-1]
    return legible if len(legible) <= LARGO_DE_CITA else f"{legible[:LARGO_DE_CITA]}…"


def es_texto(valor: Any, maximo: int) -> bool:
    """Si es un texto de un renglón, con algo escrito y que cabe."""
    return isinstance(valor, str) and 0 < len(valor.strip()) <= maximo and valor.isprintable()


def _sin_repetir(pares: list[tuple[str, Any]]) -> dict[str, Any]:
    """Dos llaves iguales: JSON se queda con la última sin decirlo, y lo escrito se perdería."""
    objeto = dict(pares)
    if len(objeto) < len(pares):
        llaves = [llave for llave, _ in pares]
        repetida = next(llave for llave in llaves if llaves.count(llave) > 1)
        raise DatosInvalidos(f"«{cita(repetida)}» aparece dos veces entre las mismas llaves: deje una.")
    return objeto


def _sin_espacios_de_mas(valor: Any) -> Any:
    """Lo pegado de un procesador de textos trae espacios duros y de sobra: quedan en uno normal."""
    if isinstance(valor, str):
        return " ".join(valor.split())
    if isinstance(valor, list):
        return [_sin_espacios_de_mas(uno) for uno in valor]
    if isinstance(valor, dict):
        return {llave: _sin_espacios_de_mas(uno) for llave, uno in valor.items()}
    return valor
