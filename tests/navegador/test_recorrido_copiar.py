"""Repetir una compra en un navegador de verdad: elegirla, leer qué cambió y seguir con lo que falta."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from dictamenes.models import Solicitud
from flujos import actos

pytestmark = [pytest.mark.navegador, pytest.mark.django_db(transaction=True)]
MAS_RAM = ("LAP-ADM,Portátil administrativa,ram,between,8..16", "LAP-ADM,Portátil administrativa,ram,between,16..32")


def test_de_una_anterior_a_lo_que_falta_sin_volver_a_teclear(pagina, entrar, mundo, revisar_axe, sin_desborde, captura):
    borrador = mundo.borrador(perfil=mundo.estandar())
    anterior = actos.ejecutar("presentar", borrador, por=mundo.presenta, en=mundo.en)
    mundo.version_nueva(MAS_RAM, en=mundo.en + timedelta(days=1))
    entrar(pagina, mundo.elabora)
    pagina.goto(reverse("flujos:solicitudes"))
    pagina.get_by_role("button", name="Nueva solicitud").click()
    revisar_axe(pagina)
    pagina.get_by_label("Con una copia de una anterior").check()
    pagina.get_by_role("button", name="Continuar").click()
    revisar_axe(pagina)
    pagina.get_by_role("link", name=f"Copiar {anterior.folio}").click()
    pagina.get_by_role("button", name="Abrir el borrador").click()
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Qué cambió desde entonces")
    expect(pagina.get_by_role("region", name="1. Computadora portátil")).to_contain_text("entre 16 y 32 GB")
    revisar_axe(pagina)
    sin_desborde(pagina)
    captura(pagina, "cambios-320")
    pagina.set_viewport_size({"width": 1280, "height": 900})
    pagina.get_by_role("button", name="Continuar").click()
    pagina.get_by_label("Solicitud anticipada").check()
    siguiente = Solicitud.objects.latest("pk").ejercicio_anticipado()
    expect(pagina.get_by_label("Ejercicio presupuestal")).to_have_value(str(siguiente))
    pagina.get_by_role("button", name="Guardar y continuar").click()
    pagina.wait_for_url("**/seccion/**")
    assert Solicitud.objects.latest("pk").ejercicio == siguiente
