"""Etiquetas, semáforo y gráfica: siempre palabra y forma, nunca sólo color."""

from __future__ import annotations

import pytest
from django.template import Context, Template

from cuentas.interfaz.graficas import barras_por_mes, tope
from cuentas.interfaz.vocabulario import COTEJOS, ESTADOS, ICONOS, SENTIDOS, VEREDICTOS, semaforo


def _dibujar(texto: str, **contexto) -> str:
    return Template("{% load interfaz %}" + texto).render(Context(contexto))


@pytest.mark.parametrize("tabla", [ESTADOS, VEREDICTOS, SENTIDOS, COTEJOS])
def test_toda_palabra_tiene_texto_y_una_forma_que_existe(tabla):
    assert all(visto.texto and visto.forma in ICONOS for visto in tabla.values())


@pytest.mark.parametrize(
    ("dias", "texto", "tono"),
    [(9, "En plazo: 9 días hábiles", "verde"), (3, "Por vencer: 3 días hábiles", "ambar"), (1, "Por vencer: 1 día hábil", "ambar"),
     (0, "Vence hoy", "rojo"), (-2, "Vencido hace 2 días hábiles", "rojo"), (None, "Sin plazo", "gris")],
)  # fmt: skip
def test_el_semaforo_dice_con_palabras_lo_que_pinta(dias, texto, tono):
    assert semaforo(dias)[:2] == (texto, tono)


def test_un_plazo_detenido_no_parece_vencido():
    assert semaforo(-5, detenido=True).texto == "Plazo detenido"


def test_una_clave_desconocida_se_muestra_y_no_inyecta():
    assert "Cosa nueva" in _dibujar("{% estado 'cosa_nueva' %}")
    assert "<b>" not in _dibujar("{% estado clave %}", clave="<b>x</b>")


def test_el_estado_admite_otra_palabra():
    html = _dibujar("{% estado 'en_captura' '3 de 7' %}")
    assert "3 de 7" in html
    assert "sn-tono-azul" in html


def test_el_momento_lleva_su_fecha_legible_por_maquina():
    assert _dibujar("{% momento x 'fecha_corta' %}", x="2026-11-20") == '<time datetime="2026-11-20">20 nov 2026</time>'
    assert _dibujar("{% momento x %}", x=None) == ""


def test_la_tabla_ancha_se_alcanza_con_teclado():
    html = _dibujar("{% tabla_ancha 'Conceptos' %}<table></table>{% endtabla_ancha %}")
    assert 'role="region" aria-label="Conceptos" tabindex="0"><table></table>' in html


@pytest.mark.parametrize(("mayor", "eje"), [(0, 4), (7, 8), (129, 160), (201, 240), (1000, 1000), (1001, 1200)])
def test_el_eje_llega_a_un_numero_redondo_divisible_entre_cuatro(mayor, eje):
    assert tope(mayor) == eje
    assert eje % 4 == 0


def test_la_barra_mas_alta_no_rebasa_el_lienzo_y_el_cero_no_se_dibuja():
    dibujo = barras_por_mes([[0, 10], [5, 160]], ["Ene", "Feb"])
    barras = [barra for serie in dibujo["barras"] for barra in serie]
    assert min(barra.y for barra in barras) >= 0
    assert dibujo["barras"][0][0].alto == 0
    assert dibujo["barras"][1][1].alto == max(barra.alto for barra in barras)


def test_las_dos_series_no_se_enciman():
    primera, segunda = barras_por_mes([[5], [5]], ["Ene"])["barras"]
    assert primera[0].x + primera[0].ancho <= segunda[0].x


def test_una_serie_incompleta_se_rechaza():
    with pytest.raises(ValueError, match="un valor por rótulo"):
        barras_por_mes([[1, 2, 3]])


def test_la_grafica_trae_titulo_descripcion_y_tabla():
    series = [{"nombre": "2025", "valores": [1] * 12}, {"nombre": "2026", "valores": [2] * 12}]
    html = _dibujar("{% grafica_barras 'g' 'Recibidas' 'Sube en noviembre' series %}", series=series)
    assert '<title id="g-t">Recibidas</title>' in html
    assert '<desc id="g-d">Sube en noviembre</desc>' in html
    assert "2026: 24" in html
    assert html.count('scope="row"') == 12
    assert "url(#g-trama)" in html
