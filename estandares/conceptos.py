"""Leer conceptos en JSONL (un objeto por línea) y evaluarlos contra un estándar leído, sin tocar la base."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from archivos.columnas import ErrorDeEntrada

from .importacion import EstandarLeido
from .reglas import Evaluacion, evaluar
from .reglas.validacion import corto

_CONSTANTES = re.compile(r'"(?:\\.|[^"\\])*"|(?P<constante>-?Infinity|NaN)')
_TIPOS = {bool: "un booleano", str: "un texto", list: "un arreglo", dict: "un objeto", type(None): "nulo"}


@dataclass(frozen=True)
class Concepto:
    """Lo que se compra: contra qué perfil y qué se declaró de cada atributo."""

    perfil: str
    declarado: dict[str, Any]


class _JsonInvalido(ValueError):
    """Un JSON que la biblioteca acepta y el formato no: su columna y por qué."""

    def __init__(self, columna: str, mensaje: str) -> None:
        super().__init__(mensaje)
        self.columna = columna


def leer_conceptos(contenido: bytes, perfiles: set[str]) -> tuple[list[Concepto], list[ErrorDeEntrada]]:
    """Los conceptos y todos los errores de forma, con su fila (línea) y columna (campo o posición)."""
    conceptos, errores = [], []
    for fila, linea in _lineas(contenido):
        leido = _leer_linea(fila, linea, perfiles)
        if isinstance(leido, Concepto):
            conceptos.append(leido)
        else:
            errores += leido
    if not conceptos and not errores:
        errores.append(ErrorDeEntrada(1, "1", "el archivo está vacío; se espera un concepto por línea"))
    return conceptos, errores


def evaluar_concepto(concepto: Concepto, estandar: EstandarLeido) -> Evaluacion:
    """El resultado de un concepto. Lanza KeyError si el perfil no está en el estándar."""
    return evaluar(estandar.perfiles[concepto.perfil].requisitos, concepto.declarado)


def _lineas(contenido: bytes) -> Iterator[tuple[int, bytes]]:
    """Sólo el salto de línea separa: un U+2028 dentro de un texto JSON no."""
    for fila, linea in enumerate(contenido.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if linea.strip():
            yield fila, linea.rstrip(b"\r")


def _leer_linea(fila: int, linea: bytes, perfiles: set[str]) -> Concepto | list[ErrorDeEntrada]:
    try:
        dato = _json(linea.decode("utf-8"))
    except UnicodeDecodeError as defecto:
        columna = len(linea[: defecto.start].decode("utf-8")) + 1
        return [ErrorDeEntrada(fila, str(columna), "el texto no está en UTF-8")]
    except json.JSONDecodeError as defecto:
        return [ErrorDeEntrada(fila, str(defecto.colno), f"el JSON no es válido ({_en_espanol(defecto.msg)})")]
    except _JsonInvalido as defecto:
        return [ErrorDeEntrada(fila, defecto.columna, str(defecto))]
    except (RecursionError, ValueError):
        return [ErrorDeEntrada(fila, "1", "el JSON es demasiado profundo o trae un número desmesurado")]
    errores = [ErrorDeEntrada(fila, columna, mensaje) for columna, mensaje in _defectos(dato, perfiles)]
    return errores or Concepto(dato["perfil"], dato["declarado"])


def _json(texto: str) -> Any:
    """JSON estricto: sin NaN ni Infinity ni claves repetidas; los decimales conservan sus cifras («2.10»)."""
    if constante := next((h for h in _CONSTANTES.finditer(texto) if h["constante"]), None):
        columna = str(constante.start() + 1)
        raise _JsonInvalido(columna, f"el JSON no es válido ({constante['constante']} no es un número JSON)")
    return json.loads(texto, parse_float=Decimal, object_pairs_hook=_sin_repetidas)


def _sin_repetidas(pares: list[tuple[str, Any]]) -> dict[str, Any]:
    objeto = dict(pares)
    if len(objeto) != len(pares):
        nombres = [nombre for nombre, _ in pares]
        repetida = next(nombre for nombre in nombres if nombres.count(nombre) > 1)
        raise _JsonInvalido(corto(repetida), "está repetida en el mismo objeto JSON; deje una sola")
    return objeto


def _defectos(dato: Any, perfiles: set[str]) -> Iterator[tuple[str, str]]:
    """Lo que impide leer la línea como concepto; un valor raro dentro de `declarado` no lo es: queda sin declarar."""
    if not isinstance(dato, dict):
        yield "1", f"se espera un objeto con «perfil» y «declarado», no {_tipo(dato)}"
        return
    perfil = dato.get("perfil")
    if not isinstance(perfil, str) or not perfil.strip():
        yield "perfil", "falta la clave del perfil como texto"
    elif perfil not in perfiles:
        yield "perfil", f"el perfil «{corto(perfil)}» no está en el estándar"
    declarado = dato.get("declarado")
    if not isinstance(declarado, dict):
        yield "declarado", f"se espera un objeto con los atributos, no {_tipo(declarado)}"
        return
    for atributo, entrada in declarado.items():
        if entrada is not None and not isinstance(entrada, dict):
            mensaje = f"se espera un objeto con «valor» y «unidad», no {_tipo(entrada)}"
            yield f"declarado.{corto(atributo)}", mensaje


def _tipo(dato: Any) -> str:
    return _TIPOS.get(type(dato), "un número")


def _en_espanol(mensaje: str) -> str:
    traducciones = {
        "Expecting value": "falta un valor",
        "Expecting ',' delimiter": "falta una coma",
        "Expecting ':' delimiter": "faltan dos puntos",
        "Expecting property name enclosed in double quotes": "falta un nombre entre comillas dobles",
        "Extra data": "sobra texto después del objeto",
        "Unterminated string starting at": "un texto no se cierra",
        "Illegal trailing comma before end of object": "sobra una coma",
        "Illegal trailing comma before end of array": "sobra una coma",
    }
    return traducciones.get(mensaje, "hay un carácter que no corresponde")
