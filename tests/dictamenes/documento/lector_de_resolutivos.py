"""Un lector de resolutivos que no sabe nada de quien los escribe: del texto, a conjuntos de conceptos y a importes.

Es estricto: lo mal concordado, mal enlistado o dicho dos veces no se lee, se rechaza.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

_SENTIDOS = {
    "FAVORABLE CON CONDICIONES": "favorable_con_condiciones", "NO FAVORABLE": "no_favorable",
    "FAVORABLE": "favorable", "IMPROCEDENTE": "improcedente",
}
_CLAUSULA = re.compile(
    r"(?P<sentido>FAVORABLE CON CONDICIONES|NO FAVORABLE|FAVORABLE|IMPROCEDENTE)"
    r"(?: la solicitud en (?:(?P<unico>su único concepto)|sus (?P<todos>[\d,]+) conceptos)"
    r"| en (?P<articulo>el concepto|los conceptos) (?P<lista>\d[\d, ay]*\d|\d))"
    r"(?:, por (?:el importe total solicitado de )?\$(?P<importe>[\d,]+\.\d\d))?"
)
_CIFRA_Y_LETRA = re.compile(r"\$([\d,]+\.\d\d) \(([^()]+?) (de pesos|pesos?) (\d\d)/100 M\.N\.\)")
_UNIDADES = ["cero", "un", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve", "veinte", "veintiún", "veintidós", "veintitrés", "veinticuatro", "veinticinco", "veintiséis", "veintisiete", "veintiocho", "veintinueve"]
_VALORES = {palabra: n for n, palabra in enumerate(_UNIDADES)} | {
    "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90, "cien": 100,
    "ciento": 100, "doscientos": 200, "trescientos": 300, "cuatrocientos": 400, "quinientos": 500, "seiscientos": 600,
    "setecientos": 700, "ochocientos": 800, "novecientos": 900,
}


@dataclass
class Leido:
    """Lo que dice un punto: de cada sentido, sus conceptos y su importe; y el favorable, en cifra y en letra."""

    conceptos: dict[str, set[int]] = field(default_factory=dict)
    importes: dict[str, Decimal] = field(default_factory=dict)
    en_letra: list[Decimal] = field(default_factory=list)


def leer(texto: str, cuantos: int) -> Leido:
    """Lee el punto primero de un dictamen de `cuantos` conceptos. Lanza `ValueError` si algo no concuerda."""
    leido = Leido()
    primera = re.split(r"\. (?=[A-Z][a-z])", texto)[0] if ". " in texto else texto
    for clausula in _CLAUSULA.finditer(primera):
        sentido = _SENTIDOS[clausula["sentido"]]
        if sentido in leido.conceptos:
            raise ValueError(f"Dice dos veces {sentido}: {texto}")
        leido.conceptos[sentido] = _conceptos(clausula, cuantos)
        leido.importes[sentido] = Decimal((clausula["importe"] or "0").replace(",", ""))
    for cifra, letra, moneda, centavos in _CIFRA_Y_LETRA.findall(texto):
        leido.en_letra.append(_cotejar(Decimal(cifra.replace(",", "")), letra, moneda, centavos))
    return leido


def _conceptos(clausula: re.Match[str], cuantos: int) -> set[int]:
    if clausula["unico"] or clausula["todos"]:
        dichos = 1 if clausula["unico"] else int(clausula["todos"])
        if dichos != cuantos or (dichos == 1) is not bool(clausula["unico"]):
            raise ValueError(f"Son {cuantos} y dice {clausula[0]}")
        return set(range(1, cuantos + 1))
    numeros = numeros_de(clausula["lista"])
    if (len(numeros) == 1) is not (clausula["articulo"] == "el concepto"):
        raise ValueError(f"No concuerda en número: {clausula[0]}")
    return set(numeros)


def numeros_de(lista: str) -> list[int]:
    """«1, 3 y 5 a 8» → [1, 3, 5, 6, 7, 8]: comas, una sola «y» antes del último, en orden y sin repetir."""
    antes, y, ultimo = lista.rpartition(" y ")
    pedazos = [*antes.split(", "), ultimo] if y else [ultimo]
    numeros: list[int] = []
    for pedazo in pedazos:
        extremos = [int(n) for n in pedazo.split(" a ")]
        numeros += range(extremos[0], extremos[-1] + 1)
        if len(extremos) == 2 and extremos[1] - extremos[0] < 2:
            raise ValueError(f"Un rango de menos de tres: {lista}")
    if numeros != sorted(set(numeros)):
        raise ValueError(f"En desorden o repetidos: {lista}")
    return numeros


def _cotejar(cifra: Decimal, letra: str, moneda: str, centavos: str) -> Decimal:
    enteros = _en_numero(letra)
    if moneda != ("peso" if enteros == 1 else "de pesos" if enteros and enteros % 1_000_000 == 0 else "pesos"):
        raise ValueError(f"«{letra} {moneda}» no concuerda")
    if cifra != enteros + Decimal(centavos) / 100 or not letra[0].isupper():
        raise ValueError(f"{cifra} no es «{letra} {centavos}/100»")
    return cifra


def _en_numero(letra: str) -> int:
    total = millar = 0
    for palabra in letra.lower().split():
        if palabra in ("millón", "millones"):
            total, millar = total + max(millar, 1) * 1_000_000, 0
        elif palabra == "mil":
            millar = max(millar, 1) * 1000
        elif palabra != "y":
            millar += _VALORES[palabra]
    return total + millar
