"""Listas, rangos, número y género: lo que se escribe igual en el papel y en la pantalla."""

import pytest

from cuentas.interfaz import gramatica


@pytest.mark.parametrize(
    ("numeros", "escritos"),
    [
        ([], ""), ([4], "4"), ([2, 1], "1 y 2"), ([1, 2, 3], "1 a 3"), ([1, 3, 5, 6, 7, 8], "1, 3 y 5 a 8"),
        ([1, 2, 3, 8], "1 a 3 y 8"), ([9, 4, 5, 6, 6], "4 a 6 y 9"), (range(1, 41), "1 a 40"), ([1, 2, 4, 5], "1, 2, 4 y 5"),
    ],
)  # fmt: skip
def test_los_numeros_se_escriben_en_orden_y_los_seguidos_como_rango(numeros, escritos):
    assert gramatica.serie(numeros) == escritos


@pytest.mark.parametrize(
    ("partes", "conjuncion", "texto"),
    [
        (["a"], "y", "a"), (["a", "b"], "y", "a y b"), (["a", "b", "c"], "y", "a, b y c"), (["Agua", "Ida"], "y", "Agua e Ida"),
        (["cobre", "hierro"], "y", "cobre y hierro"), (["aguja", "hilo"], "y", "aguja e hilo"), (["siete", "ocho"], "o", "siete u ocho"),
    ],
)  # fmt: skip
def test_la_lista_lleva_su_conjuncion(partes, conjuncion, texto):
    assert gramatica.lista(partes, conjuncion) == texto


def test_el_sustantivo_concuerda_en_numero_y_genero():
    assert gramatica.CONCEPTO.los([1]) == "el concepto 1"
    assert gramatica.CONCEPTO.los([5, 3, 1, 6, 7]) == "los conceptos 1, 3 y 5 a 7"
    assert gramatica.CONDICION.los([2, 1]) == "las condiciones 1 y 2"
    assert (gramatica.CONDICION.contado(1), gramatica.CONDICION.articulo(1)) == ("1 condición", "la")
    assert (gramatica.DICTAMEN.contado(2), gramatica.PESO.segun(1)) == ("2 dictámenes", "peso")


def test_el_singular_deshace_el_plural_de_lo_que_mas_se_pide():
    for unidad in ("pieza", "mes", "licencia", "servicio", "equipo", "sesión", "unidad", "lote", "hora", "punto", "pza.", "kit",
                   "renglón", "día hábil", "licencia anual", "perfil", "punto de red"):
        assert gramatica.singular(gramatica.plural(unidad)) == unidad
