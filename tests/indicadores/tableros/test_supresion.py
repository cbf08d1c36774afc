"""Lo que se tapa no se despeja: por fuerza bruta, todo lo que cabe en los totales que se publican."""

from __future__ import annotations

from itertools import product

import pytest

from indicadores.tableros.supresion import OTRAS, cuadro_publicable, tapar

UMBRAL = 3


def _repartos(total, cuantos):
    """Todas las maneras de sumar `total` con `cuantos` números de 1 o más."""
    if cuantos == 1:
        return [(total,)] if total >= 1 else []
    return [(n, *resto) for n in range(1, total) for resto in _repartos(total - n, cuantos - 1)]


def test_ningun_renglon_tapado_se_deduce_del_total():
    for cifras in product((0, 1, 2, 3, 6), repeat=4):
        valores = dict(zip("abcd", cifras, strict=True))
        tapados = tapar({clave: (valor,) for clave, valor in valores.items()}, UMBRAL)
        assert {clave for clave, valor in valores.items() if 0 < valor < UMBRAL} <= tapados
        if tapados and len(tapados) < len(valores):
            posibles = _repartos(sum(valores[c] for c in tapados), len(tapados))
            for lugar in range(len(tapados)):
                assert {1, UMBRAL} <= {reparto[lugar] for reparto in posibles}, valores


def test_uno_solo_chico_arrastra_al_siguiente():
    assert tapar({"a": (1,), "b": (9,), "c": (5,)}, UMBRAL) == {"a", "c"}


def test_sin_nada_chico_no_se_tapa_nada():
    assert tapar({"a": (3,), "b": (0,), "c": (9,)}, UMBRAL) == frozenset()


def test_si_no_hay_con_que_esconderlo_se_tapa_todo():
    assert tapar({"a": (1,), "b": (0,)}, UMBRAL) == {"a", "b"}


def test_basta_una_cifra_chica_para_tapar_el_renglon():
    assert tapar({"a": (50, 1), "b": (9, 9), "c": (80, 80)}, UMBRAL) == {"a", "b"}


@pytest.mark.parametrize("columnas", ["ab", "abc"])
def test_ninguna_celda_chica_de_un_cuadro_se_deduce_de_sus_totales(columnas):
    lugares = list(product("xy", columnas))
    intentos = list(product((0, 1, 2, 5), repeat=len(lugares)))[:: 1 if columnas == "ab" else 131]
    for intento in intentos:
        cuadro = cuadro_publicable({c: v for c, v in zip(lugares, intento, strict=True) if v}, UMBRAL)
        if cuadro is None:
            continue
        chicas = {celda for celda, valor in cuadro.celdas.items() if 0 < valor < UMBRAL}
        assert chicas <= cuadro.tapadas
        for celda in chicas:
            assert len(_valores_posibles(celda, cuadro)) > 1, intento


def _valores_posibles(celda, cuadro):
    """Cuánto puede valer una celda tapada, repartiendo lo tapado de todos los modos que dan los mismos totales."""
    celdas, tapadas = cuadro.celdas, sorted(cuadro.tapadas)
    renglones, columnas = {r for r, _ in tapadas}, {c for _, c in tapadas}
    topes = [min(sum(celdas.get((r, c), 0) for r, c in tapadas if r == t[0]),
                 sum(celdas.get((r, c), 0) for r, c in tapadas if c == t[1])) for t in tapadas]
    valores = set()
    for intento in product(*(range(tope + 1) for tope in topes[: len(tapadas) - 1])):
        propuesto = dict(zip(tapadas, intento, strict=False))
        ultimo = tapadas[-1]
        propuesto[ultimo] = sum(celdas.get(t, 0) for t in tapadas) - sum(intento)
        if propuesto[ultimo] >= 0 and all(
            sum(propuesto[t] - celdas.get(t, 0) for t in tapadas if t[lado] == linea) == 0
            for lado, lineas in ((0, renglones), (1, columnas)) for linea in lineas
        ):
            valores.add(propuesto[celda])
    return valores


def test_un_area_con_poco_va_junta_con_otra():
    cuadro = cuadro_publicable({("x", "a"): 20, ("y", "a"): 1, ("z", "a"): 5, ("x", "b"): 9}, UMBRAL)
    assert {r for r, _ in cuadro.celdas} == {"x", OTRAS}
    assert sum(cuadro.celdas.values()) == 35


@pytest.mark.parametrize("celdas", [{("x", "a"): 1}, {("x", "a"): 2, ("x", "b"): 9}])
def test_con_una_sola_area_no_se_desglosa_lo_chico(celdas):
    assert cuadro_publicable(celdas, UMBRAL) is None or all(
        v >= UMBRAL for v in cuadro_publicable(celdas, UMBRAL).celdas.values())


def test_sin_revisiones_el_cuadro_esta_vacio_pero_se_publica():
    assert cuadro_publicable({}, UMBRAL).celdas == {}
