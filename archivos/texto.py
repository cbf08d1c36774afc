"""Buscar en un archivo ajeno: en su texto, sus adjuntos y sus bytes, en otro proceso y con límites."""

from __future__ import annotations

import json
from dataclasses import dataclass

from archivos.aparte import SinRespuesta, pedir


class SinTexto(RuntimeError):
    """El archivo no cabe en los límites: no se sabe qué dice."""


@dataclass(frozen=True)
class Hallazgo:
    """Lo que casó con cada patrón, en el orden en que aparece; `leido` es falso si sólo se pudo mirar en sus bytes."""

    hallados: list[list[str]]
    leido: bool


def buscar_en(contenido: bytes, *patrones: str) -> Hallazgo:
    """Lo que casa con cada patrón (su último grupo, si tiene). Lanza `SinTexto` o `SinLugar`."""
    try:
        return Hallazgo(**json.loads(pedir("buscar", contenido, *patrones)))
    except (SinRespuesta, ValueError, TypeError) as error:
        raise SinTexto("El archivo no se pudo leer dentro de los límites.") from error
