"""Llaves de paso con el autenticador virtual de Chromium, y las pantallas del segundo factor y de las sesiones."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from playwright.sync_api import expect

from bitacora.models import Evento
from cuentas.entrada import factores

pytestmark = [pytest.mark.navegador, pytest.mark.django_db(transaction=True)]
CONTRASENA = "contrasena-de-prueba"
ANCHOS = {"1280": 1280, "320": 320}


@pytest.fixture
def autenticador(pagina, settings, live_server):
    """Una llave de paso con huella, como la del equipo; la llave se ata a la dirección del sitio."""
    settings.SITIO_URL = live_server.url
    cdp = pagina.context.new_cdp_session(pagina)
    cdp.send("WebAuthn.enable")
    opciones = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }
    identidad = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": opciones})["authenticatorId"]
    return cdp, identidad


@pytest.fixture
def firmante(persona):
    return persona("firmante", nombre="Amparo Noriega Tánori")


def _entrar_por_la_puerta(pagina, alguien):
    pagina.goto("/cuenta/entrar/?next=/cuenta/")
    pagina.get_by_label("Correo institucional").fill(alguien.correo)
    pagina.get_by_label("Contraseña", exact=True).fill(CONTRASENA)
    pagina.get_by_role("button", name="Entrar", exact=True).click()


def _fotos(pagina, captura, nombre, revisar_axe, sin_desborde):
    revisar_axe(pagina)
    for rotulo, ancho in ANCHOS.items():
        pagina.set_viewport_size({"width": ancho, "height": 800})
        for tema in ("light", "dark"):
            pagina.emulate_media(color_scheme=tema)
            captura(pagina, f"factor-{nombre}-{rotulo}-{tema}")
    pagina.emulate_media(color_scheme="light")
    sin_desborde(pagina)
    pagina.set_viewport_size({"width": 1280, "height": 900})


def test_alta_segundo_factor_y_entrada_sin_contrasena(
    pagina, autenticador, firmante, settings, captura, revisar_axe, sin_desborde
):
    settings.SEGUNDO_FACTOR_OBLIGATORIO = True
    _entrar_por_la_puerta(pagina, firmante)
    pagina.goto("/trabajo/")
    expect(pagina.get_by_role("heading", name="Segundo factor", exact=True)).to_be_visible()
    _fotos(pagina, captura, "sin-dar-de-alta", revisar_axe, sin_desborde)
    pagina.get_by_role("button", name="Dar de alta una llave de paso").click()
    _fotos(pagina, captura, "llave-nueva", revisar_axe, sin_desborde)
    pagina.get_by_label(re.compile("Nombre de la llave")).fill("Equipo de la oficina")
    pagina.get_by_role("button", name="Crear la llave").click()
    expect(pagina.get_by_role("heading", name="Códigos de recuperación")).to_be_visible()
    _fotos(pagina, captura, "codigos", revisar_axe, sin_desborde)
    assert Authenticator.objects.get(user=firmante, type="webauthn").wrap().is_passwordless
    pagina.goto("/cuenta/factores/")
    expect(pagina.get_by_role("row", name=re.compile("Equipo de la oficina"))).to_be_visible()
    _fotos(pagina, captura, "con-llave", revisar_axe, sin_desborde)
    pagina.get_by_role("button", name="Salir").click()

    _entrar_por_la_puerta(pagina, firmante)
    expect(pagina.get_by_text("Use la llave de paso que dio de alta")).to_be_visible()
    _fotos(pagina, captura, "entrar", revisar_axe, sin_desborde)
    pagina.get_by_role("button", name="Usar la llave").click()
    expect(pagina.get_by_role("heading", name="Mi cuenta")).to_be_visible()
    pagina.get_by_role("button", name="Salir").click()

    pagina.goto("/cuenta/entrar/")
    _fotos(pagina, captura, "puerta", revisar_axe, sin_desborde)
    pagina.get_by_role("button", name="Entrar con llave de paso").click()
    expect(pagina.get_by_role("button", name="Salir")).to_be_visible()
    assert Evento.objects.filter(accion="sesion.abierta", por=firmante).count() == 3


def test_la_llave_que_no_verifica_a_la_persona_no_entra(pagina, autenticador, firmante):
    cdp, identidad = autenticador
    _entrar_por_la_puerta(pagina, firmante)
    pagina.goto("/cuenta/factores/llaves/nueva/")
    cdp.send("WebAuthn.setUserVerified", {"authenticatorId": identidad, "isUserVerified": False})
    pagina.get_by_role("button", name="Crear la llave").click()
    expect(pagina.get_by_text("No se completó con la llave de paso")).to_be_visible()
    assert not Authenticator.objects.exists()


def test_la_llave_confirma_la_identidad(pagina, autenticador, firmante, captura, revisar_axe, sin_desborde):
    _entrar_por_la_puerta(pagina, firmante)
    pagina.goto("/cuenta/factores/llaves/nueva/")
    pagina.get_by_role("button", name="Crear la llave").click()
    expect(pagina.get_by_role("heading", name="Códigos de recuperación")).to_be_visible()
    pagina.goto("/cuenta/confirmar-identidad/?next=/cuenta/sesiones/")
    pagina.get_by_role("link", name="Usar una llave de paso").click()
    _fotos(pagina, captura, "confirmar-llave", revisar_axe, sin_desborde)
    pagina.get_by_role("button", name="Usar la llave").click()
    expect(pagina.get_by_role("heading", name="Sesiones abiertas")).to_be_visible()


def test_las_demas_pantallas_se_leen_en_los_dos_temas_y_a_320(
    pagina, entrar, firmante, captura, revisar_axe, sin_desborde
):
    entrar(pagina, firmante)
    pagina.goto("/cuenta/factores/aplicacion/")
    _fotos(pagina, captura, "aplicacion", revisar_axe, sin_desborde)
    pagina.goto("/cuenta/")
    _fotos(pagina, captura, "mi-cuenta", revisar_axe, sin_desborde)
    segunda = Client(headers={"user-agent": "Mozilla/5.0 (iPhone) Version/17.0 Safari/604.1"})
    segunda.force_login(firmante, backend="allauth.account.auth_backends.AuthenticationBackend")
    segunda.get("/cuenta/")
    pagina.goto("/cuenta/sesiones/")
    _fotos(pagina, captura, "sesiones", revisar_axe, sin_desborde)
    pagina.get_by_role("button", name="Cerrar la sesión de Safari en iPhone").click()
    expect(pagina.get_by_text("La sesión quedó cerrada")).to_be_visible()
    Authenticator.objects.create(user=firmante, type="totp", data={"secret": factores.cifrar("A" * 32)})
    pagina.goto("/cuenta/confirmar-identidad/")
    _fotos(pagina, captura, "confirmar-codigo", revisar_axe, sin_desborde)
    pagina.goto(urlsplit(factores.direccion(firmante)).path)
    _fotos(pagina, captura, "restablecer", revisar_axe, sin_desborde)
