"""El turno de quien recibe y de quien dictamina en un área: con ratón, sólo con teclado y desde un teléfono."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from dictamenes.models import Revision, Solicitud
from flujos.models import BorradorDeTrabajo
from tests.navegador.recorrido import AREA, TELEFONO, con_precio_de_referencia, en_revision_con_anexos, esperar_imagen

pytestmark = [pytest.mark.navegador, pytest.mark.django_db(transaction=True)]
OPINION = "Los equipos corresponden al uso descrito y al estándar vigente."


def _marcar_todo(pagina, texto):
    for opcion in pagina.get_by_label(texto, exact=True).all():
        opcion.check()


def _abrir_la_revision(pagina):
    """Hasta que carga: antes, «Ver» abre otra pestaña; también sirve, pero no es lo que se mira."""
    with pagina.expect_navigation():
        pagina.get_by_role("button", name="Dar la opinión de").click()


def _opinar(pagina):
    _marcar_todo(pagina, "Procede")
    _marcar_todo(pagina, "Cumple")
    pagina.get_by_label("Opinión del área", exact=True).fill(OPINION)


def test_recepcion_toma_la_siguiente_y_la_admite(de_hoy, recorrer):
    primera = de_hoy.presentada()
    de_hoy.presentada()
    recorrido = recorrer()
    pagina = recorrido.como(de_hoy.recepcion)
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Bandeja")
    recorrido.pisar("bandeja-recepcion")
    pagina.get_by_role("button", name="Tomar el siguiente").click()
    expect(pagina.get_by_text(f"Tomó {primera.folio}.")).to_be_visible()
    expect(pagina.get_by_role("heading", name="Lo presentado")).to_be_visible()
    recorrido.pisar("requisitos")
    pagina.get_by_role("button", name="Admitir y turnar a las áreas").click()
    expect(pagina.get_by_text("quedó admitida")).to_be_visible()
    recorrido.pisar("admitida")
    assert Solicitud.objects.get(pk=primera.pk).estado == "en_revision"


def test_recepcion_lee_la_prevencion_como_el_ente_y_el_ente_la_contesta(de_hoy, recorrer):
    solicitud = de_hoy.presentada()
    recorrido = recorrer(tema="dark")
    pagina = recorrido.como(de_hoy.recepcion, f"/expedientes/{solicitud.pk}/requisitos/prevenir/")
    pagina.get_by_label("Causal").select_option("anexo")
    for n, (sobre, texto) in enumerate((("anexo-mercado", "Falta una cotización."), ("concepto-1", "Diga para qué puesto es.")), 1):
        pagina.get_by_label(f"Observación {n}: sobre qué").select_option(sobre)
        pagina.get_by_label("Qué falta o qué debe corregir").nth(n - 1).fill(texto)
    pagina.get_by_label("Autógrafa").check()
    pagina.get_by_role("button", name="Ver como lo leerá el ente").click()
    previa = pagina.get_by_role("region", name="Así lo leerá el ente")
    expect(previa).to_contain_text("Diga para qué puesto es.")
    expect(previa).to_be_in_viewport()
    recorrido.pisar("prevenir-previa")
    assert not solicitud.prevenciones.exists()
    pagina.get_by_role("button", name="Enviar observaciones al ente").click()
    expect(pagina.get_by_text("quedó prevenida")).to_be_visible()

    recorrido.como(de_hoy.presenta)
    recorrido.pisar("solicitudes-prevenida")
    pagina.get_by_role("link", name="Renovación de equipo").first.click()
    pagina.locator(".govuk-inset-text").get_by_role("link").click()
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Atender observaciones")
    respuestas = pagina.get_by_role("textbox")
    respuestas.nth(0).fill("Se adjuntó la tercera cotización.")
    pagina.get_by_role("button", name="Entregar las respuestas").click()
    expect(pagina.locator(".govuk-error-summary")).to_be_focused()
    recorrido.pisar("desahogar-falta-una")
    respuestas.nth(1).fill("El puesto está en el anexo técnico, página 3.")
    pagina.get_by_label("No estoy de acuerdo").nth(1).check()
    pagina.get_by_role("button", name="Entregar las respuestas").click()
    expect(pagina).not_to_have_url(re.compile("observaciones"))
    recorrido.pisar("desahogada")
    assert Solicitud.objects.get(pk=solicitud.pk).estado == "en_requisitos"


def test_el_tecnico_compara_el_precio_mira_el_anexo_y_su_opinion_sobrevive_a_recargar(de_hoy, recorrer):
    con_precio_de_referencia(de_hoy)
    en_revision_con_anexos(de_hoy)
    recorrido = recorrer()
    pagina = recorrido.como(de_hoy.tecnicos[AREA])
    pagina.get_by_role("link", name="Renovación de equipo").click()
    recorrido.pisar("expediente-tecnico")
    _abrir_la_revision(pagina)
    pagina.get_by_text("Precio de referencia:").click()
    expect(pagina.get_by_text("$15,000.00").first).to_be_visible()
    pagina.get_by_role("region", name="Anexos").get_by_role("link", name="Ver ").first.click()
    expect(pagina.locator("#visor img")).to_be_visible()
    esperar_imagen(pagina.locator("#visor img"))
    recorrido.pisar("revision-con-visor")
    expect(pagina.locator("#guardado")).not_to_contain_text("Guardado a las")
    _opinar(pagina)
    expect(pagina.locator("#guardado")).to_contain_text("Guardado a las")
    pagina.wait_for_load_state("networkidle")
    pagina.reload()
    expect(pagina.get_by_label("Opinión del área", exact=True)).to_have_value(OPINION)
    expect(pagina.get_by_label("Cumple", exact=True).first).to_be_checked()
    recorrido.pisar("revision-recargada")
    pagina.get_by_role("button", name="Dar la opinión del área").click()
    expect(pagina.get_by_text("quedó registrada")).to_be_visible()
    assert Revision.objects.get().texto == OPINION
    assert not BorradorDeTrabajo.objects.exists()


def test_el_tecnico_hace_todo_su_turno_solo_con_teclado(de_hoy, recorrer):
    de_hoy.en_revision()
    recorrido = recorrer(tema="dark")
    pagina = recorrido.como(de_hoy.tecnicos[AREA])
    pagina.keyboard.press("Tab")
    recorrido.foco_a_la_vista()
    expect(pagina.get_by_role("link", name="Ir al contenido")).to_be_focused()
    pagina.keyboard.press("Enter")
    recorrido.teclear_hasta(pagina.get_by_role("button", name="Tomar el siguiente"))
    pagina.keyboard.press("Enter")
    expect(pagina).to_have_url(re.compile(f"/areas/{AREA}/$"))
    recorrido.pisar("revision-teclado")
    for opcion in pagina.get_by_label("Procede", exact=True).all()[:1] + pagina.get_by_label("Cumple", exact=True).all():
        recorrido.teclear_hasta(opcion)
        pagina.keyboard.press("Space")
        expect(opcion).to_be_checked()
    recorrido.teclear_hasta(pagina.get_by_label("Opinión del área", exact=True))
    pagina.keyboard.type("Procede: cumple el estándar.")
    recorrido.teclear_hasta(pagina.get_by_role("button", name="Dar la opinión del área"))
    pagina.keyboard.press("Enter")
    expect(pagina.get_by_text("quedó registrada")).to_be_visible()
    recorrido.pisar("opinion-dada-teclado")
    assert Revision.objects.get().dada_por == de_hoy.tecnicos[AREA]


def test_el_tecnico_da_su_opinion_desde_un_telefono(de_hoy, recorrer):
    en_revision_con_anexos(de_hoy, conceptos=2)
    recorrido = recorrer(ancho=TELEFONO)
    pagina = recorrido.como(de_hoy.tecnicos[AREA])
    recorrido.pisar("bandeja-tecnico")
    pagina.get_by_role("link", name="Renovación de equipo").click()
    recorrido.pisar("expediente-tecnico")
    _abrir_la_revision(pagina)
    pagina.get_by_role("region", name="Anexos").get_by_role("link", name="Ver ").first.click()
    expect(pagina.locator("#visor img")).to_be_visible()
    recorrido.pisar("revision")
    pagina.get_by_role("button", name="Dar la opinión del área").click()
    expect(pagina.locator(".govuk-error-summary")).to_be_focused()
    recorrido.pisar("revision-con-errores")
    _opinar(pagina)
    pagina.get_by_role("button", name="Dar la opinión del área").click()
    expect(pagina.get_by_text("quedó registrada")).to_be_visible()
