"""Que las órdenes de `manage.py` hablen español también cuando algo está mal escrito."""

from __future__ import annotations

import argparse

FRASES = {
    "usage: ": "uso: ",
    "options": "opciones",
    "positional arguments": "argumentos",
    "show this help message and exit": "muestra esta ayuda y termina",
    "%(prog)s: error: %(message)s\n": "%(prog)s: %(message)s\n",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "the following arguments are required: %s": "falta: %s",
    "unrecognized arguments: %s": "no se entiende: %s",
    "expected one argument": "lleva un valor",
    "expected at least one argument": "lleva por lo menos un valor",
    "invalid %(type)s value: %(value)r": "el valor %(value)r no sirve",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r no es una opción (hay: %(choices)s)",
    "one of the arguments %s is required": "falta uno de: %s",
    "not allowed with argument %s": "no se combina con %s",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s puede ser %(matches)s: escríbala completa",
}


def en_espanol() -> None:
    """Traduce lo que argparse le dice a la persona; la biblioteca lee sus frases de estos dos nombres."""
    argparse._ = _traducir  # type: ignore[attr-defined]  # argparse las usa y no las declara
    argparse.ngettext = _contado  # type: ignore[attr-defined]  # ídem


def _contado(uno: str, varios: str, cuantos: int) -> str:
    return _traducir(uno if cuantos == 1 else varios)


def _traducir(frase: str) -> str:
    return FRASES.get(frase, frase)
