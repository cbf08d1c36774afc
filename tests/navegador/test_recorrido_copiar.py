"""Repetir una compra: elegirla, leer qué cambió desde entonces y seguir con lo que falta."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from cuentas import reloj
from dictamenes.models import Solicitud
from tests.mundo import MAS_RAM, Mundo
from tests.navegador.recorrido import TELEFONO

pytestmark = [pytest.mark.navegador, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def de_anteayer(transactional_db):
    """El mundo de hace dos días: entre presentar y copiar cabe otra versión del estándar."""
    return Mundo(reloj.ahora() - timedelta(days=2))


def _en_la_pagina(pagina, direccion, titulo):
    expect(pagina).to_have_url(re.compile(direccion))
    expect(pagina.get_by_role("heading", level=1)).to_have_text(titulo)


def _pisar(recorrido, nombre):
    recorrido.pisar(nombre)
    recorrido.axe(recorrido.pagina, temas=("dark",))


def test_quien_elabora_repite_una_compra_y_lee_que_cambio_sin_volver_a_teclearla(de_anteayer, recorrer, sin_desborde):
    anterior = de_anteayer.presentada_en_estandar()
    de_anteayer.version_nueva(MAS_RAM, en=de_anteayer.en + timedelta(days=1))
    recorrido = recorrer()
    pagina = recorrido.como(de_anteayer.elabora, "/solicitudes/")
    pagina.get_by_role("button", name="Nueva solicitud").click()
    _en_la_pagina(pagina, "/empezar/", "Nueva solicitud")
    _pisar(recorrido, "empezar")
    pagina.get_by_label("Con una copia de una anterior").check()
    pagina.get_by_role("button", name="Continuar").click()
    _en_la_pagina(pagina, "/anteriores/", "¿Cuál quiere copiar?")
    _pisar(recorrido, "anteriores")
    pagina.get_by_role("link", name=f"Copiar {anterior.folio}").click()
    _en_la_pagina(pagina, "/copiar/", f"Copiar «{anterior.proyecto}»")
    _pisar(recorrido, "copiar")
    pagina.get_by_role("button", name="Abrir el borrador").click()
    _en_la_pagina(pagina, "/cambios/", "Qué cambió desde entonces")
    expect(pagina.get_by_role("region", name="1. Computadora portátil")).to_contain_text("entre 16 y 32 GB")
    _pisar(recorrido, "cambios")
    sin_desborde(pagina, TELEFONO)
    pagina.set_viewport_size({"width": recorrido.ancho, "height": 800})
    pagina.get_by_role("button", name="Continuar").click()
    expect(pagina).to_have_url(re.compile("/general/"))
    pagina.get_by_label("Solicitud anticipada").check()
    nueva = Solicitud.objects.get(copiada_de=anterior)
    siguiente = nueva.ejercicio_anticipado()
    expect(pagina.get_by_label("Ejercicio presupuestal")).to_have_value(str(siguiente))
    with pagina.expect_navigation():
        pagina.get_by_role("button", name="Guardar y continuar").click()
    nueva.refresh_from_db()
    assert (nueva.ejercicio, nueva.estado) == (siguiente, "borrador")
