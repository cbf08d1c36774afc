"""Un Chromium de verdad para las pruebas: el del sistema, o se instala; sin él, las pruebas fallan, no se saltan.

    python -m tests.herramientas.chromium pytest -m navegador

Orden: `CHROMIUM=/ruta`, el del sistema, el que ya bajó playwright, apt (sólo como root) y `playwright install`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

NOMBRES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "chrome")
RUTAS = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",)
FALTA = """No hay un Chromium para las pruebas con navegador y no se pudo instalar. Cualquiera de estas sirve:
  Debian/Ubuntu:  apt install chromium
  Fedora:         dnf install chromium
  sin ser root:   .venv/bin/playwright install chromium
  otro sitio:     export CHROMIUM=/ruta/al/ejecutable"""


class SinChromium(RuntimeError):
    """No hay navegador; el mensaje dice cómo conseguirlo."""


@cache
def ejecutable() -> str:
    """Ruta de un Chromium que arranca (SinChromium si no hay ninguno)."""
    candidatos = [os.environ.get("CHROMIUM"), *map(shutil.which, NOMBRES), *RUTAS, _de_playwright()]
    for candidato in candidatos:
        if candidato and _arranca(candidato):
            return candidato
    raise SinChromium(FALTA)


def argumentos() -> list[str]:
    """Opciones de arranque: la caja de arena de Chromium se niega a correr como root."""
    return ["--no-sandbox"] if os.geteuid() == 0 else []


def conseguir() -> str:
    """El ejecutable; si no hay, lo instala con apt (root) o con playwright. Lanza SinChromium."""
    for instalar in (lambda: None, _con_apt, _con_playwright):
        instalar()
        ejecutable.cache_clear()
        try:
            return ejecutable()
        except SinChromium:
            continue
    raise SinChromium(FALTA)


def _arranca(ruta: str) -> bool:
    # En Ubuntu, `chromium-browser` puede ser sólo un aviso de que se instale el snap: existe y no arranca.
    try:
        return subprocess.run([ruta, "--version"], capture_output=True, timeout=30, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _de_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        ruta = Path(playwright.chromium.executable_path)
    return str(ruta) if ruta.exists() else None


def _con_apt() -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("· Instalando chromium con apt", flush=True)
    ambiente = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=ambiente, check=False)
    subprocess.run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], env=ambiente, check=False
    )


def _con_playwright() -> None:
    print("· Instalando chromium con playwright", flush=True)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main(orden: list[str]) -> int:
    """Consigue el navegador y corre `orden` con CHROMIUM puesta; sin navegador sale con 3."""
    try:
        ruta = conseguir()
    except SinChromium as error:
        print(error, file=sys.stderr)
        return 3
    if not orden:
        print(ruta)
        return 0
    return subprocess.run(orden, env={**os.environ, "CHROMIUM": ruta}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
