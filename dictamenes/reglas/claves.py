"""La clave de verificación: la que cabe en un oficio, se lee por teléfono y se teclea sin miedo.

Doce signos al azar (60 bits) del alfabeto de Crockford, que no tiene I, L, O ni U, y uno que comprueba los demás:
cambiar un signo o trocar dos seguidos siempre se nota. Se guarda de corrido y se imprime en grupos. Las de antes, de 24
signos, siguen sirviendo.
"""

from __future__ import annotations

import re
import secrets

ALFABETO = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
AL_AZAR = 12
GRUPO = 4
EN_TEXTO = rf"[{ALFABETO}]{{{AL_AZAR + 1}}}|[A-Za-z0-9_-]{{24}}"
"""Cómo se halla una en lo impreso, de cualquiera de las dos formas."""
PARECIDAS = str.maketrans("OIL", "011")
RAYAS = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_ANTERIOR = re.compile(r"[A-Za-z0-9_-]{24}")
_NUEVA = re.compile(rf"[{ALFABETO}]{{{AL_AZAR + 1}}}")


def nueva() -> str:
    """Una clave al azar, con su signo de comprobación."""
    signos = "".join(secrets.choice(ALFABETO) for _ in range(AL_AZAR))
    return signos + comprobacion(signos)


def comprobacion(signos: str) -> str:
    """El signo que comprueba a los demás: su polinomio en x, sobre el campo de 32 elementos (x⁵ + x² + 1)."""
    suma = 0
    for signo in signos:
        suma = _por_x(suma ^ ALFABETO.index(signo))
    return ALFABETO[suma]


def impresa(clave: str) -> str:
    """Como se imprime y se dicta, en grupos; las de antes, como eran."""
    if not _NUEVA.fullmatch(clave):
        return clave
    return "-".join([*(clave[i : i + GRUPO] for i in range(0, AL_AZAR, GRUPO)), clave[AL_AZAR:]])


def posibles(tecleado: str) -> list[str]:
    """Las claves que pudo querer teclear: sin espacios ni rayas y con O por 0; de las de antes, tal cual."""
    texto = tecleado.translate(RAYAS).strip()
    if "/v/" in texto:
        texto = texto.partition("/v/")[2].partition("/")[0]
    corrida = _corrida(texto)
    nuevas = [corrida] if _NUEVA.fullmatch(corrida) and comprobacion(corrida[:-1]) == corrida[-1] else []
    anteriores = ("".join(texto.split()), "_".join(texto.split()))
    return [*nuevas, *(una for una in dict.fromkeys(anteriores) if _ANTERIOR.fullmatch(una))]


def mal_tecleada(tecleado: str) -> bool:
    """Si tiene la forma de una clave y su signo de comprobación no casa: falta corregir un signo."""
    return bool(_NUEVA.fullmatch(_corrida(tecleado.translate(RAYAS)))) and not posibles(tecleado)


def _corrida(texto: str) -> str:
    return "".join(texto.replace("-", "").split()).upper().translate(PARECIDAS)


def _por_x(valor: int) -> int:
    doble = valor << 1
    return doble ^ 0b100101 if doble & 0b100000 else doble
