"""El turno de quien firma: leer, firmar y comprobar lo firmado; o devolverlo con marcas desde un teléfono."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from dictamenes.models import Marca, Solicitud
from tests.navegador.recorrido import TELEFONO, en_hilo, esperar_imagen, leer_todo, trabajar

pytestmark = [pytest.mark.navegador, pytest.mark.django_db(transaction=True)]


def _abrir(pagina):
    pagina.get_by_role("button", name="Leer y firmar").click()
    esperar_imagen(pagina.get_by_role("img", name="Página 1 de"), 800)


def test_quien_firma_lee_y_firma_y_el_pdf_se_verifica(de_hoy, recorrer):
    solicitud = en_hilo(de_hoy.por_firmar)
    recorrido = recorrer(tema="dark")
    pagina = recorrido.como(de_hoy.firmante)
    recorrido.pisar("por-firmar")
    _abrir(pagina)
    recorrido.pisar("firma")
    leer_todo(pagina)
    pagina.get_by_role("button", name="Firmar el dictamen").click()
    expect(pagina.get_by_text("quedó firmado")).to_be_visible()
    recorrido.pisar("firmado")
    trabajar(de_hoy)

    recorrido.como(de_hoy.presenta, f"/expedientes/{solicitud.pk}/")
    recorrido.pisar("emitido")
    documento = pagina.get_by_role("button", name="Abrir el dictamen").get_attribute("href")
    descargado = pagina.request.get(documento).body()
    pagina.goto("/verificar/")
    pagina.set_input_files("#id_archivo", {"name": "dictamen.pdf", "mimeType": "application/pdf", "buffer": descargado})
    expect(pagina.get_by_role("heading", name="Copia exacta").first).to_be_visible()
    recorrido.pisar("verificado")


def test_quien_firma_devuelve_con_marcas_desde_un_telefono(de_hoy, recorrer):
    solicitud = en_hilo(de_hoy.por_firmar)
    recorrido = recorrer(ancho=TELEFONO)
    pagina = recorrido.como(de_hoy.firmante)
    recorrido.pisar("por-firmar")
    _abrir(pagina)
    recorrido.pisar("firma")
    pagina.get_by_role("link", name="Devolver con motivo").click()
    pagina.get_by_label("Motivo").fill("Falta decir por qué no se consolida con la compra del año pasado.")
    pagina.get_by_role("button", name="Agregar otra marca").click()
    for n, (sobre, texto) in enumerate((("analisis", "Diga por qué no se consolida."), ("concepto-1", "Justifique la cantidad.")), 1):
        pagina.get_by_label(f"Marca {n}: sobre qué parte").select_option(sobre)
        pagina.get_by_label("Qué debe corregirse").nth(n - 1).fill(texto)
    recorrido.pisar("devolver-proyecto")
    pagina.locator("main form button").last.click()
    expect(pagina).not_to_have_url(re.compile("devolver"))
    assert Solicitud.objects.get(pk=solicitud.pk).estado == "en_estrategia"
    assert Marca.objects.count() == 2

    recorrido.como(de_hoy.estrategico, f"/expedientes/{solicitud.pk}/estrategia/")
    expect(pagina.get_by_text("Justifique la cantidad.")).to_be_visible()
    expect(pagina.get_by_label("Cómo la atendió")).to_have_count(2)
    recorrido.pisar("estrategia-con-marcas")
