"""Importe en letra: casos que un abogado corregiría y una propiedad contra un lector independiente."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictamenes.documento.oficio.letra import entero_en_letra, importe_en_letra

VALORES = {
    "un": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10,
    "once": 11, "doce": 12, "trece": 13, "catorce": 14, "quince": 15, "dieciséis": 16, "diecisiete": 17,
    "dieciocho": 18, "diecinueve": 19, "veinte": 20, "veintiún": 21, "veintidós": 22, "veintitrés": 23,
    "veinticuatro": 24, "veinticinco": 25, "veintiséis": 26, "veintisiete": 27, "veintiocho": 28, "veintinueve": 29,
    "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90,
    "cien": 100, "ciento": 100, "doscientos": 200, "trescientos": 300, "cuatrocientos": 400, "quinientos": 500,
    "seiscientos": 600, "setecientos": 700, "ochocientos": 800, "novecientos": 900, "y": 0, "cero": 0,
}  # fmt: skip


def leer(texto: str) -> int:
    """El lector inverso: suma palabras, y «mil» y «millones» multiplican lo que llevan antes."""
    total = parcial = 0
    for palabra in texto.split():
        if palabra == "mil":
            parcial = (parcial or 1) * 1000
        elif palabra in ("millón", "millones"):
            total, parcial = parcial * 1_000_000, 0
        else:
            # Tras «mil», las centenas se suman al millar ya cerrado.
            parcial += VALORES[palabra]
    return total + parcial


@pytest.mark.parametrize(
    ("importe", "letra"),
    [
        ("0", "(Cero pesos 00/100 M.N.)"),
        ("0.05", "(Cero pesos 05/100 M.N.)"),
        ("1", "(Un peso 00/100 M.N.)"),
        ("1.50", "(Un peso 50/100 M.N.)"),
        ("2", "(Dos pesos 00/100 M.N.)"),
        ("16", "(Dieciséis pesos 00/100 M.N.)"),
        ("21", "(Veintiún pesos 00/100 M.N.)"),
        ("22", "(Veintidós pesos 00/100 M.N.)"),
        ("31", "(Treinta y un pesos 00/100 M.N.)"),
        ("100", "(Cien pesos 00/100 M.N.)"),
        ("101", "(Ciento un pesos 00/100 M.N.)"),
        ("500.99", "(Quinientos pesos 99/100 M.N.)"),
        ("1000", "(Mil pesos 00/100 M.N.)"),
        ("1001", "(Mil un pesos 00/100 M.N.)"),
        ("21000", "(Veintiún mil pesos 00/100 M.N.)"),
        ("31000", "(Treinta y un mil pesos 00/100 M.N.)"),
        ("100000", "(Cien mil pesos 00/100 M.N.)"),
        ("700700", "(Setecientos mil setecientos pesos 00/100 M.N.)"),
        ("1000000", "(Un millón de pesos 00/100 M.N.)"),
        ("1000001", "(Un millón un pesos 00/100 M.N.)"),
        ("1200000.50", "(Un millón doscientos mil pesos 50/100 M.N.)"),
        ("2000000", "(Dos millones de pesos 00/100 M.N.)"),
        ("21000000", "(Veintiún millones de pesos 00/100 M.N.)"),
        ("999999999.99", "(Novecientos noventa y nueve millones novecientos noventa y nueve mil novecientos noventa y "
         "nueve pesos 99/100 M.N.)"),
        ("1000000000", "(Mil millones de pesos 00/100 M.N.)"),
    ],
)  # fmt: skip
def test_el_importe_se_escribe_como_en_un_oficio(importe, letra):
    assert importe_en_letra(Decimal(importe)) == letra


@given(st.integers(0, 999_999_999))
def test_lo_escrito_se_lee_de_vuelta(numero):
    assert leer(entero_en_letra(numero)) == numero


@pytest.mark.parametrize("importe", ["-0.01", "1000000000000", "0.001", "NaN", "Infinity"])
def test_un_importe_imposible_no_se_escribe(importe):
    with pytest.raises(ValueError, match="importe"):
        importe_en_letra(Decimal(importe))


def test_un_entero_fuera_de_alcance_no_se_escribe():
    with pytest.raises(ValueError, match="número"):
        entero_en_letra(-1)
