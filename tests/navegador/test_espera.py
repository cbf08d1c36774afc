"""Lo que tarda lo dice: subidas con sus bytes, importaciones y descargas, en un navegador de verdad; con axe y en 320 px."""

from __future__ import annotations

import hashlib
import threading
import zipfile
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from bitacora.models import DatosEvento
from dictamenes.expediente import importacion
from flujos.expediente.views import archivo
from tests.medir.importar import hoja_de

pytestmark = [pytest.mark.navegador, pytest.mark.django_db(transaction=True)]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BYTES_POR_SEGUNDO = 40_000

# Lo que navega se lleva la página: lo que dijo mientras tanto se anota antes de que se vaya.
MIRAR_LA_ESPERA = """() => new MutationObserver(() => {
  const espera = document.querySelector(".sn-espera");
  if (espera) sessionStorage.espera = espera.textContent;
}).observe(document.body, { childList: true, subtree: true })"""


def _con_calma(acto):
    """El mismo acto, después de lo que tarda en verse que algo tarda."""
    return lambda *args, **datos: threading.Event().wait(1.8) or acto(*args, **datos)


@pytest.fixture
def importar(pagina, entrar, mundo):
    """La página de importar de un borrador vacío y una hoja de verdad con tres renglones."""
    hoja, _ = hoja_de(mundo, 3)
    entrar(pagina, mundo.elabora)
    pagina.goto(reverse("flujos:conceptos_importar", args=[mundo.borrador(conceptos=0).pk]))
    return hoja


@contextmanager
def detenida(pagina, direccion):
    """Lo que la página pida ahí espera a que acabe el bloque; el bloque recibe lo que lleva pedido."""
    pedidas = []
    pagina.route(direccion, lambda ruta: pedidas.append(ruta))
    yield pedidas
    for pedida in pedidas:
        pedida.continue_()
    pagina.unroute(direccion)


def poner(pagina, contenido, nombre="conceptos.xlsx"):
    pagina.get_by_label("O elija un archivo").set_input_files({"name": nombre, "mimeType": XLSX, "buffer": contenido})


def a_paso_lento(pagina):
    pagina.context.new_cdp_session(pagina).send("Network.emulateNetworkConditions", {
        "offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": BYTES_POR_SEGUNDO})


def test_al_subir_se_ven_los_bytes_y_lo_revisado_llega_a_la_misma_pagina(pagina, importar, revisar_axe, sin_desborde, captura, consola):
    consola.permitidos.append("422")
    a_paso_lento(pagina)
    poner(pagina, Random(1).randbytes(8 * BYTES_POR_SEGUNDO))
    boton = pagina.get_by_role("button", name="Revisar", exact=True)
    boton.click()
    barra = pagina.get_by_role("progressbar", name="Revisando los renglones")
    expect(barra).to_be_visible()
    expect(pagina.locator(".sn-espera")).to_contain_text("Subiendo 0.")
    assert 0 < float(barra.get_attribute("value")) < 1
    expect(pagina.locator("#avisos-en-vivo")).to_contain_text("Subiendo")
    revisar_axe(pagina)
    captura(pagina, "espera-subida-1280")
    expect(pagina.locator(".govuk-error-summary")).to_be_focused(timeout=20_000)
    expect(pagina.locator(".sn-espera")).to_have_count(0)
    expect(boton).to_be_enabled()
    sin_desborde(pagina)


def test_revisar_y_confirmar_dicen_que_hacen_y_no_se_envian_dos_veces(pagina, importar, revisar_axe, sin_desborde, captura, monkeypatch):
    poner(pagina, importar)
    with detenida(pagina, "**/importar/") as pedidas:
        boton = pagina.get_by_role("button", name="Revisar", exact=True)
        boton.click()
        expect(pagina.locator(".sn-espera")).to_contain_text("Revisando los renglones…")
        expect(pagina.locator("#avisos-en-vivo")).to_contain_text("Revisando los renglones…")
        boton.click()
        assert len(pedidas) == 1, "el segundo clic no envía otra vez"
        revisar_axe(pagina)
        sin_desborde(pagina)
        captura(pagina, "espera-revisando-320")
        pagina.set_viewport_size({"width": 1280, "height": 900})
    pagina.evaluate(MIRAR_LA_ESPERA)
    monkeypatch.setattr(importacion, "importar_conceptos", _con_calma(importacion.importar_conceptos))
    pagina.get_by_role("button", name="Agregar 3 conceptos").click()
    expect(pagina.get_by_text("Se importaron 3 conceptos.")).to_be_visible()
    assert pagina.evaluate("sessionStorage.espera").startswith("Guardando 3 conceptos…")


def test_lo_que_se_sube_con_avance_llega_a_donde_llevaria_la_redireccion(pagina, entrar, mundo):
    entrar(pagina, mundo.coordinacion)
    pagina.goto(reverse("indicadores:pasado_subir"))
    pagina.get_by_label("Archivo", exact=True).set_input_files(
        {"name": "control.csv", "mimeType": "text/csv", "buffer": b"folio,ente,fecha recibida\nDT-2023-0012,ICRESON,05/01/2023\n"})
    pagina.get_by_label("De dónde salió").fill("Libro de control")
    pagina.get_by_role("radio").first.check()
    with pagina.expect_response(lambda r: r.request.method == "POST") as subida:
        pagina.get_by_role("button", name="Subir y ver qué se entiende").click()
    assert subida.value.status == 204
    pagina.wait_for_url("**/pasado/cargas/*/")
    assert subida.value.headers["x-ir-a"] == pagina.url.removeprefix(pagina.evaluate("location.origin"))


def test_si_se_corta_la_subida_se_dice_y_lo_escrito_sigue(pagina, importar, consola):
    consola.permitidos.append("ERR_FAILED")
    poner(pagina, importar)
    pagina.route("**/importar/", lambda ruta: ruta.abort())
    boton = pagina.get_by_role("button", name="Revisar", exact=True)
    boton.click()
    expect(pagina.get_by_text("Se cortó la conexión: lo que escribió sigue aquí.").first).to_be_visible()
    pagina.unroute("**/importar/")
    boton.click()
    expect(pagina.get_by_role("button", name="Agregar 3 conceptos")).to_be_visible()


def test_la_descarga_larga_se_ve_y_es_el_mismo_archivo_que_sin_javascript(pagina, entrar, mundo, sin_js, revisar_axe, captura, tmp_path):
    solicitud = mundo.presentada()
    ruta = reverse("flujos:archivo", args=[solicitud.pk])
    entrar(pagina, mundo.coordinacion)
    pagina.goto(ruta)
    boton = pagina.get_by_role("button", name="Descargar el expediente completo")
    with pagina.expect_download() as bajada, detenida(pagina, "**/archivo/exportar/"):
        boton.click()
        expect(pagina.locator(".sn-espera")).to_contain_text("Armando el expediente: ")
        revisar_axe(pagina)
        captura(pagina, "espera-descarga-1280")
    expect(pagina.locator("#avisos-en-vivo")).to_have_text("Descarga lista")
    expect(pagina.locator(".sn-espera")).to_have_count(0)
    assert bajada.value.suggested_filename == f"expediente-{solicitud.folio}.zip"
    assert zipfile.is_zipfile(bajada.value.path())

    entrar(sin_js, mundo.coordinacion)
    sin_js.goto(ruta)
    with sin_js.expect_download() as otra:
        sin_js.get_by_role("button", name="Descargar el expediente completo").click()
    huellas = {hashlib.sha256(Path(una.value.path()).read_bytes()).hexdigest() for una in (bajada, otra)}
    assert len(huellas) == 1
    assert DatosEvento.objects.filter(evento__accion="expediente.exportado").count() == 2, "una descarga, una exportación"


def test_una_descarga_que_no_se_pudo_ensena_por_que(pagina, entrar, mundo, consola, monkeypatch):
    monkeypatch.setattr(archivo, "POR_MINUTO", 0)
    consola.permitidos.append("429")
    solicitud = mundo.presentada()
    entrar(pagina, mundo.coordinacion)
    pagina.goto(reverse("flujos:archivo", args=[solicitud.pk]))
    pagina.get_by_role("button", name="Descargar el expediente completo").click()
    expect(pagina.get_by_text("Ha exportado demasiados expedientes seguidos.")).to_be_visible()
