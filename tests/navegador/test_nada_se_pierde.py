"""Lo que se teclea queda a salvo: escribiendo sin pausa, al irse de la página y cuando la sesión termina a media frase."""

from __future__ import annotations

import time

import pytest
from django.urls import reverse
from playwright.sync_api import Error, expect

from cuentas.models import SesionAbierta
from dictamenes.models import Solicitud
from flujos.models import BorradorDeTrabajo

pytestmark = [pytest.mark.navegador, pytest.mark.django_db(transaction=True)]
FRASE = "Se requiere para atender al público en ventanilla sin que nadie pierda lo que escribió. "
PACIENCIA = 10


@pytest.fixture
def seccion(mundo, entrar, pagina):
    """La página de la necesidad de un borrador, abierta por quien lo elabora."""
    solicitud = mundo.borrador()
    entrar(pagina, mundo.elabora)
    pagina.goto(reverse("flujos:seccion", args=[solicitud.pk, "necesidad"]))
    return solicitud


def _campo(pagina):
    return pagina.locator("textarea").first


def _guardado(solicitud, pagina):
    nombre = _campo(pagina).get_attribute("name")
    return Solicitud.objects.get(pk=solicitud.pk).respuestas.get(nombre, "")


def _esperar(que):
    """Lo que sale al irse ya no tiene página que avise: se mira en la base hasta que llega."""
    limite = time.monotonic() + PACIENCIA
    while time.monotonic() < limite and not que():
        time.sleep(0.05)
    return que()


def test_escribir_sin_pausa_tambien_se_guarda_y_matar_el_navegador_no_se_lo_lleva(seccion, pagina):
    campo = _campo(pagina)
    campo.fill("")
    campo.press_sequentially(FRASE * 2, delay=40, timeout=60_000)
    a_salvo = _guardado(seccion, pagina)  # en la última tecla: la pausa que espera el guardado de siempre no ha llegado
    with pytest.raises(Error):
        pagina.goto("chrome://crash")
    assert a_salvo
    assert (FRASE * 2).startswith(a_salvo)


def test_irse_por_un_vinculo_recien_tecleado_lo_guarda_entero(seccion, pagina):
    nombre = _campo(pagina).get_attribute("name")
    _campo(pagina).fill(FRASE)
    pagina.get_by_role("navigation", name="Principal").get_by_role("link", name="Mis solicitudes").click()
    assert _esperar(lambda: Solicitud.objects.get(pk=seccion.pk).respuestas.get(nombre) == FRASE.strip())


def test_un_concepto_recien_tecleado_sigue_al_volver(mundo, seccion, pagina):
    pagina.goto(reverse("flujos:concepto_nuevo", args=[seccion.pk]))
    pagina.get_by_label("Descripción").fill("Portátil para ventanilla")
    pagina.get_by_role("navigation", name="Principal").get_by_role("link", name="Mis solicitudes").click()
    assert _esperar(BorradorDeTrabajo.objects.exists)
    pagina.goto(reverse("flujos:concepto_nuevo", args=[seccion.pk]))
    expect(pagina.get_by_label("Descripción")).to_have_value("Portátil para ventanilla")


def test_si_la_sesion_termina_se_dice_y_al_entrar_en_otra_pestana_se_guarda(mundo, seccion, pagina, entrar, consola, revisar_axe):
    consola.permitidos += ["401 (Unauthorized)", "Response Status Error Code 401"]
    SesionAbierta.objects.filter(persona=mundo.elabora).delete()
    _campo(pagina).fill(FRASE)
    _campo(pagina).blur()
    expect(pagina.locator("#aviso-de-sesion")).to_contain_text("Su sesión terminó", use_inner_text=True)
    expect(pagina.locator("#guardado")).to_contain_text("Sin guardar")
    expect(_campo(pagina)).to_have_value(FRASE)
    revisar_axe(pagina)
    entrar(pagina, mundo.elabora)
    pagina.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(pagina.locator("#aviso-de-sesion")).to_be_hidden()
    expect(pagina.locator("#guardado")).to_contain_text("Guardado a las")
    assert _guardado(seccion, pagina) == FRASE.strip()
