"""Lo que vale un número escrito por una persona: miles, decimales, signo y sufijo de mil.

Coma seguida de exactamente tres dígitos separa miles; cualquier otra coma es decimal; el punto siempre es decimal.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .texto import palabra

_FICHA = re.compile(r"(?:(?<![\w.,])[.,](?=[0-9]))?[0-9]+(?:[.,][0-9]+)*")
_PUNTO = re.compile(r"[0-9]*(?:,[0-9]{3})*(?:\.[0-9]+)?\Z")
_COMA_DECIMAL = re.compile(r"([0-9]*(?:,[0-9]{3})*),([0-9]{1,2}|[0-9]{4,})\Z")
_MIL = re.compile(r" ?k(?!\w)")
_RAZON = re.compile(r"(?<=[0-9]) ?: ?1(?![0-9.,:]*[0-9])")
_DIGITOS_MAXIMOS = 40
_MAXIMO = 10**18
RAZON = "razonauno"
"""Con esta palabra se escribe «:1» al normalizar, para que el 1 no parezca un segundo número."""


@dataclass(frozen=True)
class Numero:
    """Un número hallado en un texto normalizado: su valor (None si está mal escrito) y dónde empieza y acaba."""

    valor: Fraction | None
    inicio: int
    fin: int


def normalizar(texto: str) -> str | None:
    """El texto listo para buscar números, o None si trae numerales que no son dígitos («½», «²», «Ⅷ», «三»)."""
    if any(letra.isnumeric() and unicodedata.category(letra) != "Nd" for letra in texto):
        return None
    return _RAZON.sub(" " + RAZON, re.sub(r" ?/ ?", "/", palabra(texto)))


def numeros(texto: str) -> list[Numero]:
    """Todos los números de un texto ya normalizado, en orden, también los pegados a letras."""
    return [_numero(texto, ficha) for ficha in _FICHA.finditer(texto)]


def de_json(valor: object) -> Fraction | None:
    """El número JSON como fracción exacta; None si es booleano, no es finito o es desmesurado."""
    if isinstance(valor, bool) or not isinstance(valor, int | float | Decimal):
        return None
    if isinstance(valor, float):
        valor = Decimal(repr(valor))
    if isinstance(valor, Decimal) and not (valor.is_finite() and abs(valor.adjusted()) <= _DIGITOS_MAXIMOS):
        return None
    exacto = Fraction(valor)
    return exacto if abs(exacto) <= _MAXIMO else None


def de_ficha(ficha: str) -> Fraction | None:
    """El valor de cifras con comas y puntos («1,234.5»), o None si los separadores no tienen sentido."""
    if len(ficha) > _DIGITOS_MAXIMOS or not ficha[-1:].isdigit() or (ficha[0] == "," and len(ficha) == 4):
        return None
    if _PUNTO.match(ficha):
        valor = Fraction(ficha.replace(",", ""))
    elif decimal := _COMA_DECIMAL.match(ficha):
        valor = Fraction(f"{decimal[1].replace(',', '')}.{decimal[2]}")
    else:
        return None
    return valor if valor <= _MAXIMO else None


def de_norma(texto: str) -> Fraction | None:
    """El número de una celda del estándar: sólo cifras y signo, sin texto alrededor; None si no lo es."""
    texto = texto.strip()
    if not re.fullmatch(r"-?[0-9][0-9.,]*", texto):
        return None
    valor = de_ficha(texto.removeprefix("-"))
    return -valor if valor is not None and texto.startswith("-") else valor


def _numero(texto: str, ficha: re.Match[str]) -> Numero:
    inicio, fin = ficha.span()
    valor = de_ficha(ficha[0])
    if re.search(r"(?:^|[\s(~=<>])-\Z", texto[max(0, inicio - 2) : inicio]):
        valor, inicio = (-valor if valor is not None else None), inicio - 1
    if mil := _MIL.match(texto, fin):
        valor, fin = (valor * 1000 if valor is not None else None), mil.end()
    return Numero(valor, inicio, fin)
