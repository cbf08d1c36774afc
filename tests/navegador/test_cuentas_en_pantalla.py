"""Las pantallas de cuenta, personas y catálogos en un navegador de verdad."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from config.demostracion.muestra import pdf_de_muestra
from cuentas import reloj
from cuentas.avisos.avisos import avisar
from cuentas.entrada import invitaciones
from cuentas.models import Area, Ente
from cuentas.personas.nombramientos import nombrar

pytestmark = [pytest.mark.navegador, pytest.mark.django_db(transaction=True)]

PUBLICAS = ["/cuenta/entrar/", "/cuenta/registro/", "/cuenta/contrasena/olvidada/", "/cuenta/contrasena/olvidada/enviada/"]
PROPIAS = ["/cuenta/", "/cuenta/avisos/", "/cuenta/contrasena/", "/cuenta/salir/", "/cuenta/confirmar-identidad/"]


@pytest.fixture
def administradora(persona):
    return persona("administrador", nombre="Ada Ficticia Administradora")


def _revisar(pagina, ruta, revisar_axe, sin_desborde):
    pagina.set_viewport_size({"width": 1280, "height": 900})
    assert pagina.goto(ruta).status == 200
    revisar_axe(pagina)
    sin_desborde(pagina)


def test_las_paginas_de_entrada_son_accesibles(pagina, db, revisar_axe, sin_desborde, captura):
    for ruta in PUBLICAS:
        _revisar(pagina, ruta, revisar_axe, sin_desborde)
    pagina.goto(PUBLICAS[0])
    captura(pagina, "entrar-320")


def test_las_paginas_propias_son_accesibles(pagina, administradora, entrar, revisar_axe, sin_desborde, captura, en):
    avisar(administradora, asunto="SGD-1 Le toca", texto="Tiene una tarea.", url="/cuenta/", clave="uno", en=en)
    entrar(pagina, administradora)
    for ruta in PROPIAS:
        _revisar(pagina, ruta, revisar_axe, sin_desborde)
    pagina.set_viewport_size({"width": 1280, "height": 900})
    for nombre, ruta in (("mi-cuenta", "/cuenta/"), ("avisos", "/cuenta/avisos/")):
        pagina.goto(ruta)
        captura(pagina, nombre)


def test_las_pantallas_de_personas_son_accesibles(
    pagina, administradora, persona, entrar, revisar_axe, sin_desborde, captura, en
):
    ente = Ente.objects.create(siglas="UNO", nombre="Ente Uno", naturaleza="entidad")
    Area.objects.create(clave="equis", nombre="Área Equis", vigente_desde=date(2020, 1, 1))
    alguien = persona("elabora", ente=ente, nombre="Zoé Núñez Ficticia", cargo="Enlace de TIC")
    nombrar(alguien, "presenta", oficio="OF-9", desde=date(2026, 1, 1), fundamento="Tomó posesión antes.", por=administradora, en=en, ente=ente)
    entrar(pagina, administradora)
    rutas = {"personas": "/cuenta/personas/", "persona-nueva": "/cuenta/personas/nueva/"} | {
        f"persona-{accion or 'ficha'}": f"/cuenta/personas/{alguien.pk}/{accion}"
        for accion in ("", "nombrar/", "corregir/", "desactivar/")
    }
    for nombre, ruta in rutas.items():
        _revisar(pagina, ruta, revisar_axe, sin_desborde)
        pagina.set_viewport_size({"width": 1280, "height": 900})
        captura(pagina, nombre.strip("/"))


def test_quien_presenta_designa_a_su_gente_y_administracion_lo_confirma(
    pagina, administradora, persona, entrar, revisar_axe, sin_desborde, captura, tmp_path
):
    ente = Ente.objects.create(siglas="UNO", nombre="Instituto Catastral Ficticio", naturaleza="entidad")
    titular, saliente = persona("presenta", ente=ente), persona("elabora", ente=ente, nombre="Saúl Saliente Ficticio")
    oficio = tmp_path / "oficio.pdf"
    oficio.write_bytes(pdf_de_muestra("Oficio de designación OM-7/2026"))
    entrar(pagina, titular)
    pagina.goto("/cuenta/")
    pagina.get_by_role("link", name="Personas de mi ente").first.click()
    pagina.get_by_role("button", name="Designar a una persona").click()
    revisar_axe(pagina)
    sin_desborde(pagina)
    captura(pagina, "designar-320")
    pagina.set_viewport_size({"width": 1280, "height": 900})
    for etiqueta, texto in (("Nombre completo", "Rosa Ficticia Nueva"), ("Correo institucional", "rosa@ejemplo.invalid"),
                            ("Cargo", "Analista"), ("Número del oficio de designación", "OM-7/2026")):
        pagina.get_by_label(etiqueta).fill(texto)
    pagina.get_by_label("Persona que elabora").check()
    for etiqueta in ("Fecha del oficio", "Primer día"):
        pagina.get_by_label(etiqueta).fill(reloj.hoy().isoformat())
    pagina.get_by_label("Oficio escaneado").set_input_files(oficio)
    pagina.get_by_role("button", name="Proponer la designación").click()
    expect(pagina.get_by_text("La designación quedó propuesta")).to_be_visible()
    revisar_axe(pagina)
    captura(pagina, "mi-ente")
    sin_desborde(pagina)
    captura(pagina, "mi-ente-320")
    pagina.get_by_role("link", name=f"Terminar a {saliente.nombre}").click()
    revisar_axe(pagina)
    pagina.get_by_role("button", name="Terminar").click()
    expect(pagina.get_by_text("Quienes ya no tienen papel")).to_be_visible()
    entrar(pagina, administradora)
    pagina.goto("/cuenta/personas/")
    pagina.get_by_role("link", name="Confirmar a Rosa Ficticia Nueva").click()
    revisar_axe(pagina)
    pagina.get_by_role("button", name="Confirmar").click()
    expect(pagina.get_by_text("El nombramiento quedó confirmado")).to_be_visible()


def test_una_persona_invitada_elige_su_contrasena_y_entra(pagina, persona, revisar_axe, sin_desborde):
    secreto = invitaciones.invitar(persona(), por=None, en=reloj.ahora())
    _revisar(pagina, f"/cuenta/invitacion/{secreto}/", revisar_axe, sin_desborde)
    pagina.get_by_label("Contraseña", exact=True).fill("una frase larga y nueva")
    pagina.get_by_role("button", name="Guardar y entrar").click()
    expect(pagina.get_by_role("heading", name="Mi cuenta")).to_be_visible()


def test_sin_javascript_tambien_se_entra_y_se_sale(sin_js, persona):
    alguien = persona()
    sin_js.goto("/cuenta/entrar/?next=/cuenta/")
    sin_js.get_by_label("Correo institucional").fill(alguien.correo)
    sin_js.get_by_label("Contraseña", exact=True).fill("contrasena-de-prueba")
    sin_js.get_by_role("button", name="Entrar").click()
    expect(sin_js.get_by_role("heading", name="Mi cuenta")).to_be_visible()
    sin_js.get_by_role("button", name="Salir").click()
    expect(sin_js.get_by_role("link", name="Entrar", exact=True)).to_be_visible()


def test_el_sitio_de_catalogos_abre_con_la_consola_limpia(pagina, administradora, entrar):
    Ente.objects.create(siglas="UNO", nombre="Ente Uno", naturaleza="entidad")
    entrar(pagina, administradora)
    for ruta in ("", "cuentas/ente/", "cuentas/ente/add/", "cuentas/area/add/"):
        assert pagina.goto(f"/catalogos/{ruta}").status == 200
