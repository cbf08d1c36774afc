"""La carga del equipo y un grupo de expedientes, en el navegador: se reparte lo de una persona ausente."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from cuentas import reloj
from cuentas.models import Area
from cuentas.personas.ausencias import registrar
from dictamenes.tramite import agrupar
from flujos.models import Pendiente
from flujos.recorrido import actos
from tests.mundo import Mundo

pytestmark = [pytest.mark.navegador, pytest.mark.django_db(transaction=True)]


def test_coordinacion_reparte_lo_de_una_persona_ausente_y_ve_con_que_se_estudia(
    transactional_db, pagina, entrar, revisar_axe, sin_desborde, captura
):
    mundo = Mundo(reloj.ahora() - timedelta(hours=1))
    casos, ausente = [mundo.en_revision() for _ in range(2)], mundo.tecnicos["infraestructura"]
    presente = mundo.persona("tecnico", area=Area.objects.get(clave="infraestructura"))
    mundo.presentada()
    for solicitud in casos:
        actos.tomar(Pendiente.objects.get(solicitud=solicitud), por=ausente, en=mundo.en)
    agrupar(casos, por=mundo.coordinacion, en=mundo.en, nombre="Consolidado", motivo="Compran lo mismo.")
    registrar(ausente, desde=reloj.hoy(), hasta=reloj.hoy(), motivo="comision", por=ausente, en=reloj.ahora())
    entrar(pagina, mundo.coordinacion)
    pagina.goto("/equipo/")
    revisar_axe(pagina)
    captura(pagina, "equipo-1280")
    sin_desborde(pagina)
    captura(pagina, "equipo-320")
    pagina.get_by_role("link", name="Repartir según la carga").click()
    captura(pagina, "equipo-repartir-320")
    pagina.get_by_role("button", name="Repartir según la carga").click()
    expect(pagina.get_by_text(f"2 repartidas (2 a {presente.nombre}).")).to_be_visible()
    pagina.goto(f"/expedientes/{casos[0].pk}/")
    expect(pagina.get_by_role("link", name=casos[1].folio)).to_be_visible()
    captura(pagina, "expediente-agrupado-320")
    pagina.goto(f"/expedientes/{casos[0].pk}/agrupar/")
    revisar_axe(pagina)
    captura(pagina, "agrupar-320")
