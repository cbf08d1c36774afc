"""Ajustes de la demostración: todo local, sin TLS, con credenciales de prueba y rótulo permanente."""

import os
from pathlib import Path

from config import ajustes_locales
from config.entorno import RAIZ, credenciales_de_prueba

VAR = Path(os.environ.get("DEMOSTRACION_CARPETA", RAIZ / "var" / "demo"))
VAR.mkdir(parents=True, exist_ok=True)
os.environ.setdefault("SECRET_KEY", ajustes_locales.clave_en(VAR))
os.environ.setdefault("SITIO_URL", f"http://localhost:{os.environ.get('PUERTO', '8000')}")
os.environ.setdefault("SITIO_NOMBRES", ajustes_locales.NOMBRES_LOCALES)
os.environ.setdefault("DATABASE_URL", f"sqlite:///{VAR / 'db.sqlite3'}")
os.environ.setdefault("ALMACEN_CARPETA", str(VAR / "archivos"))
os.environ.setdefault("BITACORA_LLAVERO", str(VAR / "llavero.json"))
os.environ.setdefault("CACHE_URL", "locmemcache://")
os.environ.setdefault("CORREO_URL", f"filemail:///{VAR / 'correo'}")
os.environ.setdefault("REGISTROS_LEGIBLES", "1")

from config.ajustes import *  # noqa: E402, F403

DEMOSTRACION = True
BITACORA_LLAVERO_SE_CREA = True
ROTULO_SIN_VALIDEZ = "Documento de demostración · sin validez oficial"
AVISO_DEL_SITIO = {
    "titulo": "Demostración",
    "texto": "Las personas, solicitudes y cifras de este sitio son ficticias; ningún documento tiene validez oficial.",
}
SESSION_COOKIE_NAME = "sesion"
CSRF_COOKIE_NAME = "csrf"
STORAGES = {**STORAGES, "staticfiles": ajustes_locales.estaticos(STORAGES["staticfiles"])}  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 whitenoise se queja si falta
vars().update(ajustes_locales.SIN_TLS)
vars().update(credenciales_de_prueba(VAR / "credenciales"))
