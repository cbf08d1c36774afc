"""Las guías en un navegador de verdad: cada una en una hoja carta, sin desborde en el teléfono y accesibles."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from pypdfium2 import PdfDocument

from config.ayuda import GUIAS
from tests.herramientas.parametros import poner

pytestmark = pytest.mark.navegador
CARTA = (612, 792)  # puntos
MESA = {"ayuda.correo": "mesa.de.ayuda@ejemplo.invalid", "ayuda.telefono": "662 000 0000, extensión 000",
        "ayuda.horario": "de lunes a viernes, de 8:00 a 15:00 h"}


def test_cada_guia_cabe_en_una_hoja_carta_y_en_un_telefono(pagina, sin_desborde):
    for clave, valor in MESA.items():
        poner(clave, valor)
    hojas = {}
    for clave in GUIAS:
        pagina.goto(f"/ayuda/{clave}/")
        with PdfDocument(pagina.pdf(prefer_css_page_size=True, print_background=True)) as documento:
            hojas[clave] = [tuple(map(round, hoja.get_size())) for hoja in documento]
        sin_desborde(pagina)
        pagina.set_viewport_size({"width": 1280, "height": 900})
    assert hojas == {clave: [CARTA] for clave in GUIAS}


def test_la_ayuda_y_una_guia_son_accesibles_y_se_llega_a_su_paso(pagina, revisar_axe, captura):
    pagina.goto("/verificar/")
    pagina.get_by_role("banner").get_by_role("link", name="Ayuda").click()
    expect(pagina).to_have_url("/ayuda/publico/#clave")
    expect(pagina.locator("#clave")).to_be_in_viewport()
    revisar_axe(pagina)
    captura(pagina, "guia-publico-1280")
    pagina.get_by_role("link", name="Mesa de ayuda").click()
    expect(pagina.get_by_role("heading", name="Mesa de ayuda")).to_be_in_viewport()
    revisar_axe(pagina)
