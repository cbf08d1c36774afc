"""El turno de coordinación: repartir varios a la vez, deshacerlo, y saber quién no está."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from cuentas import reloj
from flujos.models import Pendiente
from tests.navegador.recorrido import AREA

pytestmark = [pytest.mark.navegador, pytest.mark.django_db(transaction=True)]


def test_coordinacion_turna_en_lote_y_lo_deshace(de_hoy, recorrer):
    for _ in range(2):
        de_hoy.en_revision()
    recorrido = recorrer(tema="dark")
    pagina = recorrido.como(de_hoy.coordinacion, "/bandeja/?vista=sin-asignar&etapa=revision")
    recorrido.pisar("bandeja-coordinacion")
    pagina.get_by_role("button", name="Seleccionar todo").click()
    pagina.get_by_label("Con lo marcado").select_option("turnar")
    pagina.get_by_role("button", name="Continuar").click()
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Turnar a una persona: 2 asuntos")
    recorrido.pisar("lote-turnar")
    pagina.get_by_label("Persona a quien se turna").select_option(str(de_hoy.tecnicos[AREA].pk))
    pagina.get_by_role("button", name="Turnar a una persona").click()
    expect(pagina.get_by_text("2 turnadas.")).to_be_visible()
    assert Pendiente.objects.filter(encargada=de_hoy.tecnicos[AREA]).count() == 2
    recorrido.pisar("lote-turnado")
    pagina.get_by_role("button", name="Deshacer").click()
    expect(pagina.get_by_text("Se deshizo.")).to_be_visible()
    assert Pendiente.objects.filter(encargada=None).count() == 2


def test_coordinacion_registra_una_ausencia_y_se_marca_al_turnar(de_hoy, recorrer):
    solicitud, hoy = de_hoy.en_revision(), reloj.hoy()
    recorrido = recorrer()
    pagina = recorrido.como(de_hoy.coordinacion)
    pagina.get_by_role("navigation", name="Principal").get_by_role("link", name="Equipo").click()
    pagina.get_by_role("navigation", name="Equipo").get_by_role("link", name="Ausencias").click()
    recorrido.pisar("ausencias-vacia")
    pagina.get_by_label("Persona", exact=True).select_option(label="Leonel Tapia Siqueiros")
    pagina.get_by_label("Primer día").fill(f"{hoy:%Y-%m-%d}")
    pagina.get_by_label("Último día").fill(f"{hoy + timedelta(days=9):%Y-%m-%d}")
    pagina.get_by_role("button", name="Registrar la ausencia").click()
    expect(pagina.locator(".govuk-error-summary")).to_be_focused()
    recorrido.pisar("ausencias-sin-motivo")
    pagina.get_by_label("Vacaciones").check()
    pagina.get_by_role("button", name="Registrar la ausencia").click()
    expect(pagina.get_by_role("rowheader", name="Leonel Tapia Siqueiros")).to_be_visible()
    recorrido.pisar("ausencias")
    pagina.goto(f"/expedientes/{solicitud.pk}/")
    pagina.get_by_role("link", name="Turnar: Infraestructura").click()
    expect(pagina.get_by_label("Leonel Tapia Siqueiros (ausente hasta el")).to_be_visible()
    recorrido.pisar("turnar-ausente")
