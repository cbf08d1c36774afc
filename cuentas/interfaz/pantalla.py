"""Cómo quiere cada persona su pantalla. Vive en su renglón: leerlo no cuesta una consulta."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from cuentas.models import Usuario

# La primera de cada una es la que vale mientras no se elija otra.
OPCIONES: dict[str, dict[str, str]] = {
    "atajos": {"si": "Encendidos", "no": "Apagados"},
    "densidad": {"comoda": "Cómoda", "compacta": "Compacta"},
    "por_pagina": {"25": "25", "50": "50", "100": "100"},
}


def preferencia(persona: Any, cual: str) -> str:
    """La elegida, o la de omisión. KeyError si esa preferencia no existe."""
    elegida = getattr(persona, "preferencias", {}).get(cual)
    return elegida if elegida in OPCIONES[cual] else next(iter(OPCIONES[cual]))


@transaction.atomic
def preferir(persona: Usuario, **elegidas: str) -> None:
    """Cambia las que se digan y conserva las demás; lo que no es una opción se ignora."""
    actual = Usuario.objects.select_for_update().get(pk=persona.pk)
    validas = {cual: valor for cual, valor in elegidas.items() if valor in OPCIONES.get(cual, {})}
    Usuario.objects.filter(pk=persona.pk).update(preferencias=actual.preferencias | validas)
