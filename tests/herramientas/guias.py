"""Vuelve a tomar las capturas de las guías de ayuda, sobre la demostración y con un Chromium de verdad.

    make guias        (o: python -m tests.herramientas.guias [--carpeta DEMO] [--solo firmante])

Levanta la demostración en una carpeta desechable (o en `--carpeta`, si ya la tiene cargada), entra como cada papel,
llega a cada pantalla por sus propios botones y guarda en `static/sonora/guias/` un WebP de lo que la guía enseña, con
lo citado en un recuadro. Si un botón ya no está, se detiene y lo dice. Las citas del texto las cuida
`tests/config/test_ayuda.py`.
"""

from __future__ import annotations

import argparse
import io
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

from cuentas.templatetags.guias import ALTO, ANCHO
from tests.herramientas import chromium

CONTRASENA = "demostracion-sonora"  # la de config.demostracion.gente, que no se puede leer sin levantar Django
RAIZ = Path(__file__).resolve().parents[2]
DESTINO = RAIZ / "static" / "sonora" / "guias"
PESO_MAXIMO = 60_000  # bytes
CALIDADES = (80, 70, 60, 50, 40)
ARRANQUE_SEGUNDOS = 120
ESPERA_MS = 60_000
SENALAR = """(e) => {
  e.style.outline = "4px solid #a57f2c";
  e.style.outlineOffset = "3px";
  e.scrollIntoView({ block: "center" });
}"""


def _boton(pagina: Any, nombre: str) -> Any:
    return pagina.get_by_role("button", name=nombre).first


def _primero(pagina: Any, ruta: str) -> None:
    """Abre el primer renglón de una lista."""
    pagina.goto(ruta)
    pagina.locator("tbody th .govuk-link").first.click()


def _desde_la_bandeja(pagina: Any, etapa: str, accion: str) -> None:
    _primero(pagina, f"/bandeja/?etapa={etapa}")
    _boton(pagina, accion).click()


def _borrador(pagina: Any, seguir: str = "") -> None:
    _primero(pagina, "/solicitudes/?estado=borrador")
    if seguir:
        pagina.get_by_role("link", name=seguir).first.click()


def _elabora_secciones(pagina: Any) -> Any:
    _borrador(pagina)
    return pagina.get_by_role("heading", name="Prepare la solicitud")


def _elabora_concepto(pagina: Any) -> Any:
    _borrador(pagina, "Conceptos")
    pagina.get_by_role("link", name="Cambiar").first.click()
    return pagina.get_by_label("Perfil del estándar")


def _elabora_revisar(pagina: Any) -> Any:
    _borrador(pagina, "Revisar y presentar")
    return _boton(pagina, "Generar el oficio para firma (PDF)")


def _presenta_observaciones(pagina: Any) -> Any:
    _primero(pagina, "/solicitudes/?estado=prevenida")
    pagina.get_by_role("link", name="Contestar las observaciones y entregar").click()
    return _boton(pagina, "Entregar las respuestas")


def _presenta_presentar(pagina: Any) -> Any:
    _borrador(pagina, "Revisar y presentar")
    return _boton(pagina, "Presentar solicitud")


def _presenta_expediente(pagina: Any) -> Any:
    _primero(pagina, "/solicitudes/?estado=en_revision")
    return pagina.locator(".sn-frase")


def _recepcion_bandeja(pagina: Any) -> Any:
    pagina.goto("/bandeja/")
    return _boton(pagina, "Tomar el siguiente")


def _recepcion_requisitos(pagina: Any) -> Any:
    _desde_la_bandeja(pagina, "requisitos", "Revisar requisitos")
    return _boton(pagina, "Admitir y turnar a las áreas")


def _recepcion_prevenir(pagina: Any) -> Any:
    _desde_la_bandeja(pagina, "requisitos", "Revisar requisitos")
    pagina.goto(f"{pagina.url}prevenir/")
    return pagina.get_by_label("Causal")


def _coordinacion_equipo(pagina: Any) -> Any:
    pagina.goto("/equipo/")
    return pagina.get_by_role("heading", name="A cargo de cada persona")


def _coordinacion_bandeja(pagina: Any) -> Any:
    pagina.goto("/bandeja/?etapa=revision")
    for casilla in pagina.locator("tbody input[type=checkbox]").all()[:2]:
        casilla.check(force=True)
    pagina.get_by_label("Con lo marcado").select_option("repartir")
    return _boton(pagina, "Continuar")


def _coordinacion_ausencias(pagina: Any) -> Any:
    pagina.goto("/cuenta/ausencias/")
    return _boton(pagina, "Registrar la ausencia")


def _tecnico_revision(pagina: Any) -> Any:
    _desde_la_bandeja(pagina, "revision", "Dar la opinión de")
    return pagina.get_by_role("heading", name="Concepto por concepto")


def _tecnico_criterios(pagina: Any) -> Any:
    _tecnico_revision(pagina)
    return pagina.get_by_role("heading", name="Criterios técnicos")


def _tecnico_dar(pagina: Any) -> Any:
    _tecnico_revision(pagina)
    return _boton(pagina, "Dar la opinión del área")


def _estrategico_sentido(pagina: Any) -> Any:
    _desde_la_bandeja(pagina, "estrategia", "Elaborar el proyecto de dictamen")
    return pagina.get_by_role("group", name="Sentido del concepto 1").first


def _estrategico_analisis(pagina: Any) -> Any:
    _estrategico_sentido(pagina)
    return pagina.get_by_label("Análisis estratégico")


def _estrategico_proponer(pagina: Any) -> Any:
    _estrategico_sentido(pagina)
    return _boton(pagina, "Proponer a firma")


def _firmante_lista(pagina: Any) -> Any:
    pagina.goto("/firma/")
    return _boton(pagina, "Leer y firmar")


def _firmante_firma(pagina: Any) -> Any:
    _firmante_lista(pagina).click()
    return _boton(pagina, "Firmar el dictamen")


def _auditor_bitacora(pagina: Any) -> Any:
    pagina.goto("/auditoria/")
    return _boton(pagina, "Verificar toda la cadena")


def _auditor_evento(pagina: Any) -> Any:
    _primero(pagina, "/auditoria/")
    return pagina.get_by_role("heading", name="Su lugar en la cadena")


def _auditor_cadena(pagina: Any) -> Any:
    _auditor_bitacora(pagina).click()
    return pagina.locator("main .govuk-body-l")


def _administrador_personas(pagina: Any) -> Any:
    pagina.goto("/cuenta/personas/")
    return _boton(pagina, "Dar de alta a una persona")


def _administrador_nombrar(pagina: Any) -> Any:
    pagina.goto("/cuenta/personas/?q=presenta.icreson")
    pagina.locator("tbody th .govuk-link").first.click()
    pagina.get_by_role("link", name="Nombrar", exact=True).click()
    return pagina.get_by_label("Papel", exact=True)


def _administrador_calendario(pagina: Any) -> Any:
    pagina.goto("/calendario/")
    return pagina.get_by_role("link", name="Declarar un día o un periodo")


def _publico_verificar(pagina: Any) -> Any:
    pagina.goto("/verificar/")
    return _boton(pagina, "Verificar")


def _publico_respuesta(pagina: Any) -> Any:
    _primero(pagina, "/solicitudes/?estado=emitida")
    folio = pagina.locator("#dictamen").inner_text().removeprefix("Dictamen ")
    pagina.context.clear_cookies()
    pagina.goto("/verificar/")
    pagina.locator("main input[name=clave]").fill(folio)
    _boton(pagina, "Verificar").click()
    return pagina.locator(".ver-respuestas")


CUENTAS = {"elabora": "elabora.icreson", "presenta": "presenta.icreson", "tecnico": "infraestructura",
           "publico": "presenta.icreson"}
TOMAS: tuple[Callable[[Any], Any], ...] = (
    _elabora_secciones, _elabora_concepto, _elabora_revisar, _presenta_presentar, _presenta_observaciones,
    _presenta_expediente, _recepcion_bandeja, _recepcion_requisitos, _recepcion_prevenir, _coordinacion_equipo,
    _coordinacion_bandeja, _coordinacion_ausencias, _tecnico_revision, _tecnico_criterios, _tecnico_dar,
    _estrategico_sentido, _estrategico_analisis, _estrategico_proponer, _firmante_lista, _firmante_firma,
    _auditor_bitacora, _auditor_evento, _auditor_cadena, _administrador_personas, _administrador_nombrar,
    _administrador_calendario, _publico_verificar, _publico_respuesta,
)


def main() -> int:
    """Toma las que se pidan. Sale con 1 si alguna pantalla ya no es como la guía dice."""
    argumentos = argparse.ArgumentParser(description="Vuelve a tomar las capturas de las guías.")
    argumentos.add_argument("--carpeta", type=Path, help="una demostración ya cargada")
    argumentos.add_argument("--solo", default="", help="sólo las que empiecen así: firmante,elabora-concepto")
    pedido = argumentos.parse_args()
    tomas = [toma for toma in TOMAS if _nombre(toma).startswith(tuple(pedido.solo.split(",")))]
    with tempfile.TemporaryDirectory(prefix="guias-") as temporal, _sitio(pedido.carpeta or Path(temporal)) as url:
        return _tomar_todas(tomas, url)


def _nombre(toma: Callable[[Any], Any]) -> str:
    return toma.__name__.strip("_").replace("_", "-")


@contextmanager
def _sitio(carpeta: Path) -> Iterator[str]:
    """La demostración de esa carpeta, atendida por gunicorn en un puerto libre."""
    with socket.socket() as enchufe:
        enchufe.bind(("127.0.0.1", 0))
        puerto = enchufe.getsockname()[1]
    ambiente = {**os.environ, "DEMOSTRACION_CARPETA": str(carpeta), "PUERTO": str(puerto),
                "DJANGO_SETTINGS_MODULE": "config.ajustes_demo"}
    for orden in (["migrate", "--verbosity", "0"], ["demo"]):
        subprocess.run([sys.executable, "manage.py", *orden], cwd=RAIZ, env=ambiente, check=True)
    atender = ["-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi", "--bind", f"127.0.0.1:{puerto}"]
    servidor = subprocess.Popen([sys.executable, *atender], cwd=RAIZ, env=ambiente)
    try:
        _esperar(puerto, servidor)
        yield f"http://localhost:{puerto}"
    finally:
        servidor.terminate()
        servidor.wait()


def _esperar(puerto: int, servidor: subprocess.Popen[bytes]) -> None:
    limite = time.monotonic() + ARRANQUE_SEGUNDOS
    while time.monotonic() < limite and servidor.poll() is None:
        with socket.socket() as enchufe:
            if enchufe.connect_ex(("127.0.0.1", puerto)) == 0:
                return
        time.sleep(0.2)
    raise SystemExit("La demostración no respondió; su mensaje está arriba.")


def _tomar_todas(tomas: list[Callable[[Any], Any]], url: str) -> int:
    DESTINO.mkdir(parents=True, exist_ok=True)
    fallas, opciones = 0, {"executable_path": chromium.ejecutable(), "args": chromium.argumentos()}
    with sync_playwright() as playwright:
        navegador = playwright.chromium.launch(**opciones)
        for quien, suyas in groupby(tomas, key=lambda toma: _nombre(toma).partition("-")[0]):
            fallas += _tomar(list(suyas), _entrar(navegador, url, CUENTAS.get(quien, quien)))
        navegador.close()
    return 1 if fallas else 0


def _tomar(tomas: list[Callable[[Any], Any]], pagina: Any) -> int:
    """Las de una persona; cuántas no se pudieron. La del público deja la sesión y va al final de las suyas."""
    fallas = 0
    for toma in tomas:
        nombre = _nombre(toma)
        try:
            toma(pagina).evaluate(SENALAR)
            print(f"· {nombre}: {_guardar(nombre, pagina.screenshot())} bytes", flush=True)
        except PlaywrightError as error:
            fallas += 1
            print(f"✗ {nombre} en {pagina.url}: {str(error).splitlines()[0]}", file=sys.stderr, flush=True)
    pagina.context.close()
    return fallas


def _entrar(navegador: Any, url: str, cuenta: str) -> Any:
    """Una página nueva, ya con la sesión de esa cuenta de la demostración."""
    contexto = navegador.new_context(
        base_url=url, locale="es-MX", timezone_id="America/Hermosillo", reduced_motion="reduce",
        viewport={"width": ANCHO, "height": ALTO},
    )
    contexto.set_default_timeout(ESPERA_MS)
    pagina = contexto.new_page()
    pagina.goto("/cuenta/entrar/")
    pagina.locator("input[name=login]").fill(f"{cuenta}@demo.example")
    pagina.locator("input[name=password]").fill(CONTRASENA)
    _boton(pagina, "Entrar").click()
    pagina.get_by_role("button", name="Salir").wait_for()
    return pagina


def _guardar(nombre: str, png: bytes) -> int:
    """El WebP de mejor calidad que cabe en su peso; sus bytes."""
    imagen = Image.open(io.BytesIO(png)).convert("RGB")
    for calidad in CALIDADES:
        destino = io.BytesIO()
        imagen.save(destino, "WEBP", quality=calidad, method=6)
        if destino.tell() <= PESO_MAXIMO:
            break
    (DESTINO / f"{nombre}.webp").write_bytes(destino.getvalue())
    return destino.tell()


if __name__ == "__main__":
    sys.exit(main())
