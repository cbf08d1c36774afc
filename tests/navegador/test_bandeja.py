"""La bandeja en el navegador: con teclado, con marcas y deshaciendo; accesible, clara y oscura, y a 320 px."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from cuentas import reloj
from flujos.models import Pendiente
from tests.mundo import Mundo

pytestmark = [pytest.mark.navegador, pytest.mark.django_db(transaction=True)]


def test_con_teclado_se_marca_se_confirma_se_deshace_y_se_toma_el_siguiente(
    transactional_db, pagina, entrar, revisar_axe, sin_desborde, captura
):
    mundo = Mundo(reloj.ahora() - timedelta(hours=1))
    for _ in range(2):
        mundo.presentada()
    entrar(pagina, mundo.recepcion)
    pagina.goto("/bandeja/?vista=sin-asignar&tipo=bienes")
    revisar_axe(pagina)
    captura(pagina, "bandeja-lote-1280")
    pagina.keyboard.press("j")
    pagina.keyboard.press("j")
    pagina.keyboard.press("x")
    expect(pagina.locator('input[name="t"]:checked')).to_have_count(1)
    expect(pagina.locator("[data-cuenta-marcados]")).to_have_text(" (1)")
    pagina.get_by_role("searchbox").press_sequentially("xj")
    expect(pagina.locator('input[name="t"]:checked')).to_have_count(1)
    pagina.get_by_role("button", name="Seleccionar todo").click()
    pagina.get_by_role("button", name="Continuar").click()
    expect(pagina.get_by_role("heading", name="Tomar: 2 asuntos")).to_be_visible()
    revisar_axe(pagina)
    captura(pagina, "lote-1280")
    pagina.get_by_role("button", name="Tomar").click()
    expect(pagina.get_by_text("2 tomadas.")).to_be_visible()
    captura(pagina, "bandeja-deshacer-1280")
    pagina.get_by_role("button", name="Deshacer").click()
    expect(pagina.get_by_text("Se deshizo.")).to_be_visible()
    assert Pendiente.objects.filter(encargada=None).count() == 2
    sin_desborde(pagina)
    captura(pagina, "bandeja-lote-320")
    pagina.keyboard.press("t")
    expect(pagina).to_have_url(re.compile(r"/requisitos/$"))
    assert Pendiente.objects.filter(encargada=mundo.recepcion).count() == 1
