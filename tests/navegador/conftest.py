"""Un navegador de verdad para las pruebas: Chromium, consola vigilada, axe, desborde y capturas.

    @pytest.mark.navegador
    def test_la_bandeja_se_lee(pagina, entrar, persona, revisar_axe):
        entrar(pagina, persona("recepcion"))
        pagina.goto("/trabajo/")
        revisar_axe(pagina)

axe se inyecta con `page.evaluate`: `add_script_tag` lo detiene la política de contenido, como debe ser.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.herramientas import chromium
from tests.navegador.recorrido import Recorrido, mundo_de_hoy

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright deja un bucle de eventos corriendo

TESTS = Path(__file__).resolve().parent.parent
AXE = TESTS / "vendor" / "axe.min.js"
CAPTURAS = TESTS / "capturas"
ANCHO_MINIMO = 320
QUIEN_SE_SALE = """() => [...document.querySelectorAll("body *")]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && e.getBoundingClientRect().width > 0)
  .filter(e => !e.closest(".sn-tabla-ancha, .sn-grafica__lienzo"))
  .slice(0, 5).map(e => e.outerHTML.slice(0, 140))"""


CORRER_AXE = "async (reglas) => (await axe.run(document, reglas ?? {})).violations"
SOLO_COLOR = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


@dataclass
class Consola:
    """Lo que dijo el navegador; `permitidos` son trozos de mensaje que la prueba espera."""

    mensajes: list[str] = field(default_factory=list)
    permitidos: list[str] = field(default_factory=list)

    def vigilar(self, pagina) -> None:
        """Anota los errores de consola y las excepciones de la página."""
        pagina.on("console", self._anotar)
        pagina.on("pageerror", lambda error: self.mensajes.append(f"excepción: {error}"))

    def _anotar(self, mensaje) -> None:
        if mensaje.type == "error" or "Content Security Policy" in mensaje.text:
            self.mensajes.append(f"{mensaje.text} ({mensaje.location.get('url', '')})")

    def errores(self) -> list[str]:
        """Los mensajes que la prueba no esperaba."""
        return [texto for texto in self.mensajes if not any(trozo in texto for trozo in self.permitidos)]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """El Chromium que haya; sin él la prueba falla y dice cómo conseguirlo."""
    try:
        ruta = chromium.ejecutable()
    except chromium.SinChromium as error:
        pytest.fail(str(error), pytrace=False)
    return {**browser_type_launch_args, "executable_path": ruta, "args": chromium.argumentos()}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args, live_server):
    """Direcciones relativas al servidor de la prueba, español de México, hora de Hermosillo y sin animaciones."""
    return {
        **browser_context_args,
        "base_url": live_server.url,
        "locale": "es-MX",
        "timezone_id": "America/Hermosillo",
        "reduced_motion": "reduce",
        "viewport": {"width": 1280, "height": 900},
    }


@pytest.fixture
def consola():
    """La consola de la página de esta prueba."""
    return Consola()


@pytest.fixture
def pagina(live_server, context, consola):
    """Una página nueva; al terminar, la prueba falla si la consola dijo algo que no se esperaba."""
    nueva = context.new_page()
    nueva.set_default_timeout(10_000)
    consola.vigilar(nueva)
    yield nueva
    nueva.close()
    assert consola.errores() == []


@pytest.fixture
def sin_js(live_server, browser, browser_context_args):
    """Una página con JavaScript apagado: todo debe funcionar igual."""
    contexto = browser.new_context(**{**browser_context_args, "java_script_enabled": False})
    yield contexto.new_page()
    contexto.close()


@pytest.fixture
def entrar(live_server):
    """Deja a una persona dentro copiando su cookie de sesión: `entrar(pagina, usuario)`."""

    def _entrar(pagina, usuario) -> None:
        cliente = Client()
        cliente.force_login(usuario, backend=settings.AUTHENTICATION_BACKENDS[0])
        galleta = cliente.cookies[settings.SESSION_COOKIE_NAME]
        pagina.context.add_cookies([{"name": galleta.key, "value": galleta.value, "url": live_server.url}])

    return _entrar


@pytest.fixture
def revisar_axe():
    """Cero violaciones de axe, en claro y en oscuro (donde sólo cambia el color): `revisar_axe(pagina)`."""

    def _revisar(pagina, temas=("light", "dark")) -> None:
        for tema in temas:
            pagina.emulate_media(color_scheme=tema)
            if pagina.evaluate("!window.axe"):
                pagina.evaluate(AXE.read_text(encoding="utf-8"))
            violaciones = pagina.evaluate(CORRER_AXE, None if tema == temas[0] else SOLO_COLOR)
            assert [_resumen(violacion) for violacion in violaciones] == [], f"tema {tema} en {pagina.url}"
        pagina.emulate_media(color_scheme="light")

    return _revisar


def _resumen(violacion: dict) -> str:
    ejemplos = "; ".join(nodo["html"][:160] for nodo in violacion["nodes"][:3])
    return f"{violacion['id']}: {violacion['help']} → {ejemplos}"


@pytest.fixture
def sin_desborde():
    """Nada se sale a 320 px de ancho: `sin_desborde(pagina)`. Deja la página en ese ancho."""

    def _medir(pagina, ancho: int = ANCHO_MINIMO) -> None:
        pagina.set_viewport_size({"width": ancho, "height": 800})
        pagina.wait_for_load_state()
        medido = pagina.evaluate("document.documentElement.scrollWidth")
        assert medido <= ancho, f"{pagina.url} mide {medido} px: {pagina.evaluate(QUIEN_SE_SALE)}"

    return _medir


@pytest.fixture
def captura():
    """Guarda la página completa en tests/capturas/ (carpeta ignorada): `captura(pagina, "bandeja")`."""

    def _guardar(pagina, nombre: str) -> Path:
        CAPTURAS.mkdir(exist_ok=True)
        destino = CAPTURAS / f"{nombre}.png"
        pagina.screenshot(path=str(destino), full_page=True)
        return destino

    return _guardar


@pytest.fixture
def de_hoy(transactional_db):
    """El mundo de hoy, para los recorridos."""
    return mundo_de_hoy()


@pytest.fixture
def recorrer(pagina, consola, entrar, revisar_axe, captura):
    """Un recorrido en la página de la prueba: `recorrer()`, o con `tema="dark"` y `ancho=320`."""
    consola.permitidos.append("422 (Unprocessable")
    return lambda **como: Recorrido(pagina, entrar, revisar_axe, captura, **como)
