"""Texto comparable: sin mayúsculas, acentos, espacios ni guiones; y qué cuenta como «sin dato»."""

import re
import unicodedata
from functools import lru_cache

SIN_DATO = frozenset({"", "n/a", "n/d", "s/d", "pordefinir", "pendiente", "noespecificado", "noespecificada"})
LARGO_MAXIMO = 4000
"""Un texto declarado más largo no se lee: es un pegado accidental o un ataque, no un dato."""
ELEMENTOS_MAXIMOS = 200
"""Lo mismo con una lista de más elementos."""

_CORTO = 120
"""Hasta este largo un texto se recuerda ya reducido: los datos se repiten de un concepto a otro; los párrafos, no."""

_EQUIVALENTES = str.maketrans({"×": "x", "º": "°", "”": '"', "“": '"', "″": '"', "−": "-"})
_COMILLAS = re.compile("''|’’|′′")


def palabra(texto: str) -> str:
    """Minúsculas, sin acentos ni caracteres invisibles, con los espacios reunidos en uno."""
    return _recordada(texto) if len(texto) <= _CORTO else _reducir(texto)


def _reducir(texto: str) -> str:
    plano = unicodedata.normalize("NFKD", _COMILLAS.sub('"', texto.translate(_EQUIVALENTES)))
    visibles = (_visible(letra) for letra in plano if unicodedata.category(letra) not in ("Mn", "Cf"))
    return " ".join("".join(visibles).casefold().split())


_recordada = lru_cache(maxsize=8192)(_reducir)


def clave(texto: str) -> str:
    """La forma con que se comparan textos: como `palabra`, y además sin espacios ni guiones."""
    return palabra(texto).replace(" ", "").replace("-", "")


def es_sin_dato(valor: object) -> bool:
    """Verdadero si no se declaró nada: ausente, nulo, vacío, «-», «N/A», «por definir», «pendiente»…"""
    if valor is None:
        return True
    if isinstance(valor, str):
        return len(valor) <= LARGO_MAXIMO and clave(valor) in SIN_DATO
    if isinstance(valor, list | tuple):
        return len(valor) <= ELEMENTOS_MAXIMOS and all(
            parte is None or (isinstance(parte, str) and clave(parte) in SIN_DATO) for parte in valor
        )
    return isinstance(valor, dict) and not valor


def _visible(letra: str) -> str:
    """Unifica guiones y pasa cualquier dígito decimal (árabe, de ancho completo…) a ASCII."""
    if unicodedata.category(letra) == "Pd":
        return "-"
    if not letra.isascii() and unicodedata.category(letra) == "Nd":
        return str(unicodedata.decimal(letra))
    return letra
