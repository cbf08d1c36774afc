"""La red de los datos abiertos: si un texto trae RFC, CURP, correo o teléfono, se publica sin él."""

from __future__ import annotations

import re

OMITIDO = "[dato personal omitido]"
_FECHA = r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
PATRONES = (
    re.compile(rf"\b[A-Z][AEIOUX][A-Z]{{2}}{_FECHA}[HMX][A-Z]{{2}}[B-DF-HJ-NP-TV-ZX]{{3}}[A-Z0-9]\d\b", re.IGNORECASE),
    re.compile(rf"\b[A-ZÑ&]{{4}}-?{_FECHA}-?[A-Z0-9]{{3}}\b", re.IGNORECASE),
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(r"(?<![\d.,$-])(?:\+?52[ -]?)?(?:\(\d{2,3}\)[ -]?|\d{2,3}[ -])\d{3,4}[ -]\d{4}(?!\d)"),
)


def sin_personales(texto: str) -> str:
    """El texto sin lo que tenga forma de RFC de persona física, CURP, correo o teléfono."""
    for patron in PATRONES:
        texto = patron.sub(OMITIDO, texto)
    return texto
