"""La portada en un navegador de verdad: abre, cabe y no deja errores en la consola."""

import pytest


@pytest.mark.parametrize("ancho", [1280, 320])
def test_la_portada_abre_y_cabe(pagina, ancho):
    pagina.set_viewport_size({"width": ancho, "height": 800})
    assert pagina.goto("/").ok
    assert pagina.locator("main h1").is_visible()
    assert pagina.locator("html").get_attribute("lang").startswith("es")
    assert pagina.evaluate("document.documentElement.scrollWidth") <= ancho
