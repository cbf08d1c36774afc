"""Ajustes de la demostración: todo local, sin TLS, con credenciales de prueba y rótulo permanente."""

import os
import secrets
from pathlib import Path

from config.entorno import RAIZ

VAR = Path(os.environ.get("DEMOSTRACION_CARPETA", RAIZ / "var" / "demo"))
VAR.mkdir(parents=True, exist_ok=True)


def _clave_local() -> str:
    archivo = VAR / "clave"
    if not archivo.exists():
        archivo.write_text(secrets.token_urlsafe(64), encoding="ascii")
        archivo.chmod(0o600)
    return archivo.read_text(encoding="ascii")


os.environ.setdefault("SECRET_KEY", _clave_local())
os.environ.setdefault("SITIO_URL", f"http://localhost:{os.environ.get('PUERTO', '8000')}")
os.environ.setdefault("SITIO_NOMBRES", "localhost,127.0.0.1,[::1]")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{VAR / 'db.sqlite3'}")
os.environ.setdefault("ALMACEN_CARPETA", str(VAR / "archivos"))
os.environ.setdefault("CACHE_URL", "locmemcache://")
os.environ.setdefault("CORREO_URL", f"filemail:///{VAR / 'correo'}")
os.environ.setdefault("REGISTROS_LEGIBLES", "1")

from config.ajustes import *  # noqa: E402, F403

DEMOSTRACION = True
SEGUNDO_FACTOR_OBLIGATORIO = False
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_NAME = "sesion"
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_NAME = "csrf"
CSRF_COOKIE_SECURE = False
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 whitenoise se queja si falta, aunque aquí no la usa
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]

CREDENCIALES = VAR / "credenciales"
FIRMA_SELLO_CER = str(CREDENCIALES / "sello.cer")
FIRMA_SELLO_KEY = str(CREDENCIALES / "sello.key")
FIRMA_SELLO_CONTRASENA = "sello-de-demostracion"
FIRMA_TSA_CER = str(CREDENCIALES / "tsa.cer")
FIRMA_TSA_KEY = str(CREDENCIALES / "tsa.key")
FIRMA_DIR_RAICES = str(CREDENCIALES / "raices")
FIRMA_DIR_CREDENCIALES = str(CREDENCIALES / "personas")
TRABAJO_ARRIENDO_SEGUNDOS = 30
