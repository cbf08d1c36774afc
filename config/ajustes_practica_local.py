"""Ajustes de la práctica en la máquina propia, junto a la demostración: `make practica`."""

import os
from pathlib import Path

from config import ajustes_locales
from config.entorno import RAIZ

VAR = Path(os.environ.get("PRACTICA_CARPETA", RAIZ / "var" / "practica"))
DEMO = Path(os.environ.get("DEMOSTRACION_CARPETA", RAIZ / "var" / "demo"))
VAR.mkdir(parents=True, exist_ok=True)

# El sitio real de esta práctica es la demostración: con ella se compara.
os.environ.setdefault("DATABASE_URL", f"sqlite:///{DEMO / 'db.sqlite3'}")
os.environ.setdefault("ALMACEN_CARPETA", str(DEMO / "archivos"))
os.environ.setdefault("SITIO_URL", "http://localhost:8000")

os.environ.setdefault("PRACTICA_SECRET_KEY", ajustes_locales.clave_en(VAR))
os.environ.setdefault("PRACTICA_SITIO_URL", f"http://localhost:{os.environ.get('PUERTO', '8001')}")
os.environ.setdefault("PRACTICA_SITIO_NOMBRES", ajustes_locales.NOMBRES_LOCALES)
os.environ.setdefault("PRACTICA_DATABASE_URL", f"sqlite:///{VAR / 'db.sqlite3'}")
os.environ.setdefault("PRACTICA_ALMACEN_CARPETA", str(VAR / "archivos"))
os.environ.setdefault("PRACTICA_CREDENCIALES", str(VAR / "credenciales"))
os.environ.setdefault("PRACTICA_CACHE_URL", "locmemcache://")
os.environ.setdefault("PRACTICA_CORREO_URL", f"filemail:///{VAR / 'correo'}")
os.environ.setdefault("REGISTROS_LEGIBLES", "1")

from config.ajustes_practica import *  # noqa: E402, F403

SESSION_COOKIE_NAME = "sesion-practica"
CSRF_COOKIE_NAME = "csrf-practica"
STORAGES = {**STORAGES, "staticfiles": ajustes_locales.estaticos(STORAGES["staticfiles"])}  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 whitenoise se queja si falta
vars().update(ajustes_locales.SIN_TLS)
