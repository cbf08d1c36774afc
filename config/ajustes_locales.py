"""Lo que cambia en la máquina propia, sea la demostración o la práctica: sin TLS, sin segundo factor y sin compilar."""

import os
import secrets
from pathlib import Path

SIN_TLS: dict[str, object] = {
    "SEGUNDO_FACTOR_OBLIGATORIO": False,
    "SECURE_SSL_REDIRECT": False,
    "SECURE_HSTS_SECONDS": 0,
    "SESSION_COOKIE_SECURE": False,
    "CSRF_COOKIE_SECURE": False,
    "WHITENOISE_USE_FINDERS": True,
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.ScryptPasswordHasher"],
    "TRABAJO_ARRIENDO_SEGUNDOS": 30,
}
JUNTOS = "ESTATICOS_JUNTOS"  # la pone `manage.py servir` cuando ya los juntó, comprimidos y con su huella
NOMBRES_LOCALES = "localhost,127.0.0.1,[::1]"


def estaticos(de_produccion: object) -> object:
    """Con qué se sirve lo estático: los de producción si ya se juntaron; si no, cada archivo desde su carpeta."""
    if os.environ.get(JUNTOS):
        return de_produccion
    return {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def clave_en(carpeta: Path) -> str:
    """La SECRET_KEY de esa carpeta; la primera vez la crea, sólo para su dueño."""
    archivo = carpeta / "clave"
    if not archivo.exists():
        carpeta.mkdir(parents=True, exist_ok=True)
        archivo.write_text(secrets.token_urlsafe(64), encoding="ascii")
        archivo.chmod(0o600)
    return archivo.read_text(encoding="ascii")
