"""Los anexos en un navegador de verdad: soltar, ver el avance, fotografiar y sustituir; con axe y en 320 px."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from config.demostracion.muestra import pdf_de_muestra
from cuentas.models import SesionAbierta
from dictamenes.expediente import captura as acciones

pytestmark = [pytest.mark.navegador, pytest.mark.django_db(transaction=True)]
SOLTADO = """(bytes) => {
  const soltado = new DataTransfer();
  soltado.items.add(new File([new Uint8Array(bytes)], "mercado.pdf", { type: "application/pdf" }));
  return soltado;
}"""


def archivo(nombre, contenido=None, tipo="application/pdf"):
    return {"name": nombre, "mimeType": tipo, "buffer": contenido or pdf_de_muestra(nombre)}


@pytest.fixture
def anexos(pagina, entrar, mundo):
    """La página de los anexos de un borrador recién abierto."""
    solicitud = acciones.iniciar(mundo.ente, "bienes", "adquisicion", "Equipo", por=mundo.elabora, en=mundo.en)
    entrar(pagina, mundo.elabora)
    pagina.goto(reverse("flujos:anexos", args=[solicitud.pk]))
    return solicitud


def test_se_suelta_se_ve_el_avance_y_se_sustituye(pagina, anexos, revisar_axe, sin_desborde, captura, consola):
    consola.permitidos.append("422")
    detenidas = []
    pagina.route("**/anexos/", lambda ruta: detenidas.append(ruta) if ruta.request.method == "POST" else ruta.continue_())
    pagina.dispatch_event('[data-clase="mercado"]', "drop", {"dataTransfer": pagina.evaluate_handle(SOLTADO, list(pdf_de_muestra("m")))})
    expect(pagina.get_by_role("progressbar", name="Avance de mercado.pdf")).to_be_visible()
    detenidas.pop().continue_()
    expect(pagina.locator('[data-clase="mercado"]')).to_contain_text("Adjunto")
    expect(pagina.locator("#avisos-en-vivo")).to_contain_text("Se adjuntó «mercado.pdf».")
    pagina.unroute("**/anexos/")

    antes = pagina.get_by_label("Clase de anexo").input_value()
    pagina.get_by_label("Archivos").set_input_files([archivo("falso.pdf", b"MZ"), archivo("bueno.pdf")])
    pagina.get_by_role("button", name="Adjuntar", exact=True).click()
    expect(pagina.locator("#subidas")).to_contain_text("«falso.pdf» no es un archivo PDF")
    expect(pagina.locator("#subidas")).to_contain_text("Se adjuntó «bueno.pdf».")
    expect(pagina.get_by_label("Clase de anexo")).not_to_have_value(antes)  # pasó a la que sigue
    revisar_axe(pagina)
    captura(pagina, "anexos-subidos-1280")
    sin_desborde(pagina)
    captura(pagina, "anexos-subidos-320")

    pagina.get_by_role("link", name="Sustituir mercado.pdf").click()
    pagina.get_by_label("Versión nueva").set_input_files(archivo("mercado-firmado.pdf"))
    pagina.get_by_role("button", name="Sustituir").click()
    dicho = pagina.get_by_text("«mercado-firmado.pdf» sustituyó a «mercado.pdf».")  # en la página y, un momento, en voz
    expect(dicho.last).to_be_visible()
    expect(pagina.locator('[data-clase="mercado"]')).to_contain_text("Versión 2, sustituye a mercado.pdf (versión 1)")
    sin_desborde(pagina)
    captura(pagina, "anexos-version-320")


def test_la_foto_sale_reducida_y_la_clase_se_queda_para_la_hoja_que_sigue(pagina, anexos):
    foto = io.BytesIO()
    Image.new("RGB", (4800, 600), "white").save(foto, "PNG")
    clase = pagina.get_by_label("Clase de anexo")
    antes = clase.input_value()
    pagina.locator("[name=foto]").set_input_files(archivo("IMG_1.png", foto.getvalue(), "image/png"))
    pagina.get_by_role("button", name="Adjuntar", exact=True).click()
    expect(pagina.locator(f'[data-clase="{antes}"]')).to_contain_text("Foto 20")
    expect(clase).to_have_value(antes)
    guardada = anexos.anexos.get().archivo
    assert guardada.tipo == "image/jpeg"
    assert Image.open(io.BytesIO(guardada.leer())).size == (2400, 300)


def test_si_la_sesion_termina_el_archivo_espera_y_se_reintenta_al_entrar(mundo, pagina, anexos, entrar, consola):
    consola.permitidos.append("401 (Unauthorized)")
    SesionAbierta.objects.filter(persona=mundo.elabora).delete()
    pagina.get_by_label("Archivos").set_input_files(archivo("oficio.pdf"))
    pagina.get_by_role("button", name="Adjuntar", exact=True).click()
    expect(pagina.locator("#subidas")).to_contain_text("Su sesión terminó")
    expect(pagina.locator("#aviso-de-sesion")).to_contain_text("Su sesión terminó", use_inner_text=True)
    entrar(pagina, mundo.elabora)
    pagina.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(pagina.locator("#aviso-de-sesion")).to_be_hidden()
    pagina.get_by_role("button", name="Reintentar").click()
    expect(pagina.locator("#subidas")).to_contain_text("Se adjuntó «oficio.pdf»")
    expect(pagina.locator("#subidas li")).to_be_focused()
    assert anexos.anexos.count() == 1
