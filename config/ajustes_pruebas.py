"""Ajustes de la suite: los de la demostración en una carpeta temporal, con contraseñas baratas."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

TEMPORAL = Path(tempfile.mkdtemp(prefix="dictamenes-pruebas-"))
atexit.register(shutil.rmtree, TEMPORAL, ignore_errors=True)
os.environ.setdefault("SECRET_KEY", "clave-de-pruebas-" * 5)
os.environ["ALMACEN_CARPETA"] = str(TEMPORAL / "archivos")
os.environ["ANCLAS_CARPETA"] = str(TEMPORAL / "anclas")  # las pruebas la vacían: que nunca sea otra
os.environ["FIRMANTE_CARPETA"] = str(TEMPORAL / "firmante")
os.environ["BITACORA_PUBLICA"] = str(TEMPORAL / "publica")
os.environ.setdefault("BITACORA_LLAVERO", str(TEMPORAL / "llavero.json"))  # y el de sus procesos
os.environ["LUGARES_CARPETA"] = str(TEMPORAL / "lugares")
os.environ.pop("ANCLAS_S3_CUBETA", None)
os.environ["CORREO_URL"] = "memorymail://"
os.environ.setdefault("DATABASE_URL", f"sqlite:///{TEMPORAL / 'db.sqlite3'}")

from config.ajustes_demo import *  # noqa: E402, F403

if "sqlite" in str(DATABASES["default"]["ENGINE"]):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": str(TEMPORAL / "pruebas.sqlite3")}  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
CREDENCIALES_PRUEBA = TEMPORAL / "credenciales"
FIRMA_SELLO_CER = str(CREDENCIALES_PRUEBA / "sello.cer")
FIRMA_SELLO_KEY = str(CREDENCIALES_PRUEBA / "sello.key")
FIRMA_TSA_CER = str(CREDENCIALES_PRUEBA / "tsa.cer")
FIRMA_TSA_KEY = str(CREDENCIALES_PRUEBA / "tsa.key")
FIRMA_OCSP_CER = str(CREDENCIALES_PRUEBA / "ocsp.cer")
FIRMA_OCSP_KEY = str(CREDENCIALES_PRUEBA / "ocsp.key")
FIRMA_DIR_RAICES = str(CREDENCIALES_PRUEBA / "raices")
FIRMA_DIR_CREDENCIALES = str(CREDENCIALES_PRUEBA / "personas")
