"""Leer el año, el corte y el evento que alguien escribió, en la terminal o en la dirección de la página."""

from __future__ import annotations

import re
from datetime import date

PRIMER_ANIO, ULTIMO_ANIO = 1900, 2999


class ParametroInvalido(ValueError):
    """El año, el corte o el evento no se entiende o no existe; el mensaje se muestra tal cual."""


def leer_anio(texto: str) -> int:
    """Un año de cuatro cifras. Lanza `ParametroInvalido`."""
    if re.fullmatch(r"[0-9]{4}", texto) and PRIMER_ANIO <= int(texto) <= ULTIMO_ANIO:
        return int(texto)
    raise ParametroInvalido(f"El año «{texto[:20]}» no es válido: escriba cuatro cifras, por ejemplo 2024.")


def leer_corte(texto: str, omision: date) -> date:
    """Un día AAAA-MM-DD, o `omision` si viene vacío. Lanza `ParametroInvalido`."""
    if not texto:
        return omision
    try:
        corte = date.fromisoformat(texto) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", texto) else None
    except ValueError:
        corte = None
    if corte is None or not PRIMER_ANIO <= corte.year <= ULTIMO_ANIO:
        raise ParametroInvalido(f"El corte «{texto[:20]}» no es una fecha AAAA-MM-DD, por ejemplo 2024-12-31.")
    return corte


def leer_evento(texto: str) -> int | None:
    """El número de un evento de la bitácora, o `None` si viene vacío. Lanza `ParametroInvalido`."""
    if not texto:
        return None
    if re.fullmatch(r"[0-9]{1,15}", texto):
        return int(texto)
    raise ParametroInvalido(f"El evento «{texto[:20]}» no es un número de la bitácora, por ejemplo 1500.")
