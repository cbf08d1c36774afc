"""Leer un caso de JSON: sólo las claves que existen, cada una con lo que admite; lo demás se dice con su ruta."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from .caso import UNO_DE, Caso
from .tabla import PIDEN_RAZON, admite

T = TypeVar("T")
TOPE = Decimal(10) ** 14  # pesos: más no cabe en una solicitud


class CasoIlegible(ValueError):
    """No es un caso: el mensaje dice qué, en qué ruta y qué se esperaba."""


def leer(contenido: bytes) -> Caso:
    """El caso de un archivo JSON en UTF-8. Lanza `CasoIlegible`."""
    try:
        dato = json.loads(contenido.decode("utf-8-sig"), parse_float=Decimal, object_pairs_hook=_sin_repetir)
    except CasoIlegible:
        raise
    except json.JSONDecodeError as error:
        donde = f"renglón {error.lineno}, columna {error.colno}"
        raise CasoIlegible(f"El archivo no se lee como JSON: revise el {donde}.") from error
    except (ValueError, RecursionError) as error:
        raise CasoIlegible("El archivo no se lee como JSON en UTF-8, o está anidado de más.") from error
    caso = _objeto(Caso, dato, "")
    for clave in caso.aclaraciones:
        if clave not in PIDEN_RAZON:
            son = ", ".join(PIDEN_RAZON)
            raise CasoIlegible(f"aclaraciones: «{clave}» no es una regla que pida razón. Son: {son}.")
    for clave, severidad in caso.severidades.items():
        if not admite(clave, severidad):
            raise CasoIlegible(f"severidades.{clave}: no hay esa regla, o no puede ser «{severidad[:40]}».")
    _exigir_numeros_de(caso)
    return caso


def _exigir_numeros_de(caso: Caso) -> None:
    """Cada concepto una vez, y las áreas opinan de los que hay."""
    numeros = [c.numero for c in caso.conceptos]
    if repetidos := sorted({n for n in numeros if numeros.count(n) > 1}):
        raise CasoIlegible(f"conceptos: el número {repetidos[0]} está repetido.")
    for n, area in enumerate(caso.areas):
        if ajenos := {o.concepto for o in area.conceptos} - set(numeros):
            raise CasoIlegible(f"areas[{n}].conceptos: no hay un concepto {min(ajenos)}.")


def _sin_repetir(pares: list[tuple[str, Any]]) -> dict[str, Any]:
    claves = [clave for clave, _ in pares]
    if repetidas := sorted({c for c in claves if claves.count(c) > 1}):
        raise CasoIlegible(f"La clave «{repetidas[0]}» está dos veces en el mismo objeto.")
    return dict(pares)


@cache
def campos_de(clase: Any) -> dict[str, tuple[Field[Any], Any]]:
    tipos = get_type_hints(clase)
    return {campo.name: (campo, tipos[campo.name]) for campo in fields(clase)}


def _objeto(clase: type[T], dato: object, ruta: str) -> T:
    campos = campos_de(cast(Any, clase))
    if not isinstance(dato, dict):
        raise CasoIlegible(f"{ruta or 'El archivo'}: se esperaba un objeto con {', '.join(campos)}.")
    for clave in dato:
        if clave not in campos:
            raise CasoIlegible(f"{_en(ruta, clave)}: la clave no existe. Son: {', '.join(campos)}.")
    leido = {clave: _campo(*campos[clave], valor, _en(ruta, clave)) for clave, valor in dato.items()}
    for clave, (campo, _) in campos.items():
        if clave not in leido and campo.default is MISSING and campo.default_factory is MISSING:
            raise CasoIlegible(f"{_en(ruta, clave)}: falta.")
    return clase(**leido)


def _campo(campo: Field[Any], tipo: Any, valor: object, ruta: str) -> Any:
    leido = _valor(tipo, valor, ruta)
    admite: tuple[str, ...] = campo.metadata.get(UNO_DE, ())
    if admite and leido not in admite and not (leido == "" and campo.default == ""):
        raise CasoIlegible(f"{ruta}: «{str(leido)[:40]}» no existe. Puede ser: {', '.join(admite)}.")
    return leido


def _valor(tipo: Any, valor: object, ruta: str) -> Any:
    if get_origin(tipo) is tuple:
        return _lista(get_args(tipo)[0], valor, ruta)
    if is_dataclass(tipo):
        return _objeto(cast(type[Any], tipo), valor, ruta)
    if get_origin(tipo) is not None and issubclass(get_origin(tipo) or object, Mapping):
        return _textos(valor, ruta)
    opciones = get_args(tipo) or (tipo,)
    if valor is None and type(None) in opciones:
        return None
    return _LECTORES[opciones[0]](valor, ruta)


def _lista(tipo: Any, valor: object, ruta: str) -> tuple[Any, ...]:
    if not isinstance(valor, list):
        raise CasoIlegible(f"{ruta}: se esperaba una lista.")
    return tuple(_valor(tipo, uno, f"{ruta}[{n}]") for n, uno in enumerate(valor))


def _textos(valor: object, ruta: str) -> dict[str, str]:
    if not isinstance(valor, dict):
        raise CasoIlegible(f"{ruta}: se esperaba un objeto de textos.")
    return {clave: _texto(uno, _en(ruta, clave)) for clave, uno in valor.items()}


def _texto(valor: object, ruta: str) -> str:
    if not isinstance(valor, str):
        raise CasoIlegible(f"{ruta}: se esperaba un texto entre comillas.")
    return valor


def _entero(valor: object, ruta: str) -> int:
    if type(valor) is not int or not 0 < valor < TOPE:
        raise CasoIlegible(f"{ruta}: se esperaba un número entero desde 1.")
    return valor


def _si_o_no(valor: object, ruta: str) -> bool:
    if not isinstance(valor, bool):
        raise CasoIlegible(f"{ruta}: se esperaba true o false.")
    return valor


def _importe(valor: object, ruta: str) -> Decimal:
    try:
        leido = Decimal(valor) if isinstance(valor, str | int | Decimal) and not isinstance(valor, bool) else None
    except InvalidOperation:
        leido = None
    if leido is None or not leido.is_finite() or not 0 <= leido < TOPE:
        raise CasoIlegible(f"{ruta}: se esperaba un importe en pesos, como \"1250.00\".")
    return leido


def _fecha(valor: object, ruta: str) -> date:
    try:
        return date.fromisoformat(_texto(valor, ruta))
    except ValueError as error:
        raise CasoIlegible(f"{ruta}: se esperaba una fecha AAAA-MM-DD.") from error


def _en(ruta: str, clave: str) -> str:
    return f"{ruta}.{clave}" if ruta else clave


_LECTORES: dict[Any, Any] = {str: _texto, int: _entero, bool: _si_o_no, Decimal: _importe, date: _fecha}
