"""Verificar en un navegador: por clave, por archivo con y sin JavaScript, accesible y en teléfono."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connection
from playwright.sync_api import expect

from dictamenes.documento import documentos
from dictamenes.models import Dictamen

pytestmark = [pytest.mark.navegador, pytest.mark.django_db(transaction=True)]
CONTROL = "#id_archivo"


@pytest.fixture(autouse=True)
def _cache_limpia():
    cache.clear()


def _emitir(mundo) -> None:
    try:
        mundo.emitida()
    finally:
        connection.close()


@pytest.fixture
def emitido(mundo):
    """Un dictamen emitido. Firma en otro hilo: en éste corre el bucle de eventos de playwright."""
    with ThreadPoolExecutor(1) as hilo:
        hilo.submit(_emitir, mundo).result()
    return Dictamen.objects.select_related("publico", "de_las_partes").get()


def como_archivo(contenido: bytes, nombre: str = "dictamen.pdf") -> dict:
    return {"name": nombre, "mimeType": "application/pdf", "buffer": contenido}


def test_la_entrada_y_el_resultado_son_accesibles_y_caben_en_un_telefono(
    pagina, emitido, revisar_axe, sin_desborde, captura
):
    for nombre, ruta in (("entrada", "/verificar/"), ("qr", f"/v/{emitido.clave}/")):
        pagina.set_viewport_size({"width": 1280, "height": 900})
        pagina.goto(ruta)
        for resumen in pagina.locator("details > summary").all():
            resumen.click()
        revisar_axe(pagina)
        captura(pagina, f"verificar-{nombre}-1280")
        sin_desborde(pagina)
        captura(pagina, f"verificar-{nombre}-320")
        revisar_axe(pagina, temas=("light",))


def test_el_navegador_calcula_la_huella_y_el_pdf_no_sale_del_equipo(pagina, emitido, revisar_axe):
    enviados = []
    pagina.on("request", lambda peticion: enviados.append(peticion.method))
    pagina.goto("/verificar/")
    expect(pagina.get_by_text("Su PDF no sale de este equipo")).to_be_visible()
    pagina.set_input_files(CONTROL, como_archivo(emitido.publico.leer()))
    expect(pagina.get_by_role("heading", name="Copia exacta").first).to_be_visible()
    expect(pagina.locator("#resultado")).to_be_focused()
    expect(pagina.locator("#resultado")).to_contain_text(emitido.folio)
    assert "POST" not in enviados
    revisar_axe(pagina)


def test_lo_que_no_esta_en_el_registro_solo_se_envia_si_la_persona_quiere(pagina, emitido, revisar_axe, sin_desborde):
    pagina.goto(f"/v/{emitido.clave}/")
    pagina.set_input_files(CONTROL, como_archivo(emitido.de_las_partes.leer() + b"\n"))
    expect(pagina.get_by_role("heading", name="No es copia exacta")).to_be_visible()
    revisar_axe(pagina, temas=("light",))
    pagina.get_by_role("button", name="Enviar el PDF para revisarlo").click()
    expect(pagina.get_by_role("heading", name="Alterado")).to_be_visible()
    expect(pagina.get_by_text("Parece venir de este documento")).to_be_visible()
    revisar_axe(pagina)
    sin_desborde(pagina)


def test_arrastrar_el_pdf_lo_comprueba(pagina, emitido):
    pagina.goto("/verificar/")
    datos = pagina.evaluate_handle(
        """(bytes) => { const datos = new DataTransfer();
        datos.items.add(new File([new Uint8Array(bytes)], "d.pdf", {type: "application/pdf"})); return datos; }""",
        list(emitido.publico.leer()),
    )
    pagina.dispatch_event(".ver-soltar", "drop", {"dataTransfer": datos})
    expect(pagina.get_by_role("heading", name="Copia exacta").first).to_be_visible()


def test_un_archivo_vacio_se_dice_sin_preguntar_al_servidor(pagina):
    pagina.goto("/verificar/")
    pagina.set_input_files(CONTROL, como_archivo(b""))
    expect(pagina.get_by_text("El archivo está vacío")).to_be_visible()


def test_sin_javascript_se_sube_y_responde_igual(sin_js, emitido):
    partes = emitido.de_las_partes.leer()
    acuse = documentos.acuse(emitido.solicitud.presentaciones.get())
    casos = [
        (partes, "Copia exacta"), (partes + b" ", "Alterado"), (acuse, "Copia exacta"),
        (b"%PDF-1.4 otro", "No es de este sistema"),
    ]
    for contenido, esperado in casos:
        sin_js.goto("/verificar/")
        expect(sin_js.get_by_text("Su PDF no sale de este equipo")).to_be_hidden()
        sin_js.set_input_files(CONTROL, como_archivo(contenido))
        sin_js.get_by_role("button", name="Comprobar el PDF").click()
        expect(sin_js.get_by_role("heading", name=esperado)).to_be_visible()


def test_la_clave_mal_tecleada_lleva_al_campo_y_la_buena_al_dictamen(pagina, emitido, revisar_axe):
    pagina.goto("/verificar/")
    pagina.get_by_label("Clave de verificación o folio").fill("no existe")
    pagina.get_by_role("button", name="Verificar", exact=True).click()
    expect(pagina.locator(".govuk-error-summary")).to_be_focused()
    revisar_axe(pagina, temas=("light",))
    pagina.get_by_label("Clave de verificación o folio").fill(emitido.folio.lower().replace("-", " "))
    pagina.get_by_role("button", name="Verificar", exact=True).click()
    expect(pagina).to_have_url(f"{pagina.url.split('/v/')[0]}/v/{emitido.clave}/")
    expect(pagina.get_by_role("heading", level=1)).to_contain_text(emitido.folio)
