"""Las mejoras del navegador: autoguardado que no miente, 422 que se muestra y ficha CSRF en cada envío."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.navegador

FORMULARIO = """() => {
  document.querySelector("#contenido").insertAdjacentHTML("afterbegin", `
    <form id="f" data-guardado="linea" hx-post="/guardar-de-muestra/" hx-trigger="input changed delay:50ms" hx-target="#salida">
      <label for="nota">Nota</label><input id="nota" name="nota"></form>
    <p class="sn-guardado" id="linea" role="status">Lo que escriba se guarda solo</p><div id="salida"></div>`);
  htmx.process(document.getElementById("f"));
}"""


@pytest.fixture
def captura_de_prueba(pagina, persona, entrar, consola):
    """Un formulario que se guarda solo, con el servidor a la mano de la prueba."""
    consola.permitidos.append("guardar-de-muestra")
    entrar(pagina, persona())
    pagina.goto("/muestrario/")
    pagina.evaluate(FORMULARIO)
    return pagina


def _responder(pagina, estado, cuerpo=""):
    cabeceras = []

    def contestar(ruta):
        cabeceras.append(ruta.request.headers)
        ruta.fulfill(status=estado, content_type="text/html", body=cuerpo)

    pagina.route("**/guardar-de-muestra/", contestar)
    return cabeceras


def test_lo_guardado_lo_dice_con_su_hora_y_lleva_la_ficha(captura_de_prueba):
    cabeceras = _responder(captura_de_prueba, 200)
    captura_de_prueba.get_by_label("Nota").press_sequentially("hola")
    expect(captura_de_prueba.locator("#linea")).to_contain_text("Guardado a las")
    assert len(cabeceras[0]["x-csrftoken"]) == 64


def test_lo_que_no_se_guardo_se_queda_dicho(captura_de_prueba):
    _responder(captura_de_prueba, 500)
    captura_de_prueba.get_by_label("Nota").press_sequentially("hola")
    expect(captura_de_prueba.locator("#linea")).to_contain_text("Sin guardar")
    expect(captura_de_prueba.locator("#linea")).to_have_attribute("data-estado", "sin-guardar")
    captura_de_prueba.evaluate("document.getElementById('linea').remove()")


def test_el_422_muestra_sus_errores(captura_de_prueba):
    _responder(captura_de_prueba, 422, "<p>Escriba la cantidad</p>")
    captura_de_prueba.get_by_label("Nota").press_sequentially("hola")
    expect(captura_de_prueba.locator("#salida")).to_have_text("Escriba la cantidad")
    captura_de_prueba.evaluate("document.getElementById('linea').remove()")


def test_htmx_no_evalua_texto_ni_pone_estilos(pagina):
    pagina.goto("/")
    ajustes = pagina.evaluate("({...htmx.config})")
    assert (ajustes["allowEval"], ajustes["includeIndicatorStyles"], ajustes["disableInheritance"]) == (
        False,
        False,
        True,
    )
    assert pagina.locator("style").count() == 0
