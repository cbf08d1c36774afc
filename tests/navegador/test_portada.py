"""La cara pública y el muestrario: accesibles, sin desborde, con la consola limpia y sin JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.navegador

PAGINAS = {"portada": "/", "muestrario": "/muestrario/", "formulario-con-errores": "/muestrario/?revisar"}


@pytest.mark.parametrize("nombre", PAGINAS)
def test_la_pagina_es_accesible_en_claro_y_oscuro_y_cabe_en_un_telefono(
    nombre, pagina, revisar_axe, sin_desborde, captura
):
    pagina.goto(PAGINAS[nombre])
    revisar_axe(pagina)
    captura(pagina, f"{nombre}-1280-claro")
    pagina.emulate_media(color_scheme="dark")
    captura(pagina, f"{nombre}-1280-oscuro")
    pagina.emulate_media(color_scheme="light")
    sin_desborde(pagina)
    captura(pagina, f"{nombre}-320-claro")
    revisar_axe(pagina)


def test_la_pagina_que_no_existe_ofrece_buscar_el_folio(pagina, consola, revisar_axe, sin_desborde):
    consola.permitidos.append("404 (Not Found)")
    respuesta = pagina.goto("/no-hay-nada/")
    assert respuesta.status == 404
    expect(pagina.get_by_label("Buscar por folio")).to_be_visible()
    revisar_axe(pagina)
    sin_desborde(pagina)


def test_el_enlace_de_salto_es_lo_primero_y_lleva_al_contenido(pagina):
    pagina.goto("/")
    pagina.keyboard.press("Tab")
    salto = pagina.get_by_role("link", name="Ir al contenido")
    expect(salto).to_be_focused()
    salto.press("Enter")
    expect(pagina.locator("#contenido")).to_be_focused()


def test_el_resumen_de_errores_toma_el_foco_y_lleva_a_cada_campo(pagina):
    pagina.goto(PAGINAS["formulario-con-errores"])
    resumen = pagina.locator(".govuk-error-summary")
    expect(resumen).to_be_focused()
    for mensaje, control in (
        ("Elija la modalidad", "#id_modalidad_0"),
        ("Escriba el número de oficio", "#id_numero_oficio"),
    ):
        resumen.get_by_role("link", name=mensaje).click()
        expect(pagina.locator(control)).to_be_focused()


def test_el_campo_con_error_dice_cual_y_lo_enlaza_con_su_ayuda(pagina):
    pagina.goto(PAGINAS["formulario-con-errores"])
    control = pagina.get_by_label("Número de oficio")
    expect(control).to_have_attribute("aria-invalid", "true")
    expect(control).to_have_attribute("aria-describedby", "id_numero_oficio_helptext id_numero_oficio_error")
    expect(pagina.locator("#id_numero_oficio_error")).to_contain_text("Escriba el número de oficio")
    expect(pagina.get_by_text("Este campo es obligatorio")).to_have_count(0)


def test_la_contrasena_se_puede_ver(pagina):
    pagina.goto(PAGINAS["muestrario"])
    pagina.get_by_role("button", name="Ver la contraseña").click()
    expect(pagina.locator("#id_contrasena")).to_have_attribute("type", "text")


def test_quien_entro_ve_su_nombre_y_puede_salir(pagina, persona, entrar, revisar_axe, sin_desborde, captura):
    entrar(pagina, persona("recepcion", nombre="Rosa Recepción Ficticia"))
    pagina.goto(PAGINAS["muestrario"])
    expect(pagina.get_by_role("banner")).to_contain_text("Rosa Recepción Ficticia")
    revisar_axe(pagina)
    captura(pagina, "con-sesion-1280")
    sin_desborde(pagina)
    pagina.get_by_role("button", name="Salir").click()
    expect(pagina.get_by_role("link", name="Entrar", exact=True)).to_be_visible()


def test_sin_javascript_la_portada_y_el_formulario_funcionan(sin_js):
    sin_js.goto("/")
    expect(sin_js.get_by_role("heading", level=1)).to_have_text("Dictamen técnico y estratégico de TIC")
    expect(sin_js.get_by_role("search")).to_have_attribute("method", "get")
    sin_js.goto(PAGINAS["muestrario"])
    sin_js.get_by_role("button", name="Guardar y continuar").click()
    expect(sin_js).to_have_url(re.compile("revisar"))
    sin_js.get_by_role("link", name="Elija la partida presupuestal").click()
    assert sin_js.url.endswith("#id_partida")


def test_el_papel_se_queda_solo_con_el_contenido(pagina):
    pagina.goto(PAGINAS["muestrario"])
    pagina.emulate_media(media="print")
    expect(pagina.locator(".sn-pie")).to_be_hidden()
    expect(pagina.locator(".sn-acuse")).to_be_visible()
    pagina.emulate_media(media="screen")
