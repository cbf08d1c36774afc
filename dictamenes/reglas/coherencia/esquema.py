"""El formato de un caso como JSON Schema, sacado de su forma: lo que aquí se admite es lo que `lectura` lee."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, get_args, get_origin

from .caso import UNO_DE, Caso
from .lectura import TOPE, campos_de
from .regla import Severidad
from .tabla import PIDEN_RAZON, TABLA, admite

VERSION = "https://json-schema.org/draft/2020-12/schema"
IMPORTE = {"anyOf": [{"type": "string", "pattern": r"^\d{1,14}(\.\d+)?$"},
                     {"type": "number", "minimum": 0, "exclusiveMaximum": int(TOPE)}]}
SIMPLES: dict[Any, dict[str, Any]] = {
    str: {"type": "string"}, int: {"type": "integer", "minimum": 1}, bool: {"type": "boolean"}, Decimal: IMPORTE,
    date: {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
}


def esquema() -> dict[str, Any]:
    """El de `manage.py coherencia CASO.json`."""
    dicho = {"$schema": VERSION, "title": "Un caso por juzgar", **_objeto(Caso)}
    severidades = {r.clave: {"enum": [s.value for s in Severidad if admite(r.clave, s)]} for r in TABLA}
    dicho["properties"]["aclaraciones"] = _con(dict.fromkeys(PIDEN_RAZON, SIMPLES[str]))
    dicho["properties"]["severidades"] = _con(severidades)
    return dicho


def _objeto(clase: Any) -> dict[str, Any]:
    campos = campos_de(clase)
    exigidos = [nombre for nombre, (campo, _) in campos.items()
                if campo.default is MISSING and campo.default_factory is MISSING]
    ayuda = " ".join((clase.__doc__ or "").split())
    propiedades = {nombre: _campo(campo, tipo) for nombre, (campo, tipo) in campos.items()}
    return {"description": ayuda, **_con(propiedades), "required": exigidos}


def _con(propiedades: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": dict(propiedades), "additionalProperties": False}


def _campo(campo: Field[Any], tipo: Any) -> dict[str, Any]:
    if admite := campo.metadata.get(UNO_DE, ()):
        return {"enum": [*admite, *([""] if campo.default == "" else [])]}
    return _tipo(tipo)


def _tipo(tipo: Any) -> dict[str, Any]:
    if get_origin(tipo) is tuple:
        return {"type": "array", "items": _tipo(get_args(tipo)[0])}
    if is_dataclass(tipo):
        return _objeto(tipo)
    if get_origin(tipo) is Mapping:
        return {"type": "object"}  # los de textos, que `esquema` detalla
    opciones = get_args(tipo) or (tipo,)
    simple = SIMPLES[opciones[0]]
    return {"anyOf": [simple, {"type": "null"}]} if type(None) in opciones else simple
