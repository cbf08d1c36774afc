"""Ajustes de los procesos aparte que lanza una prueba: la base, el almacén y las credenciales de quien los lanza."""

import os

from config.ajustes_pruebas import *  # noqa: F403
from config.ajustes_pruebas import STORAGES

_credenciales = os.environ["CREDENCIALES_DE_PRUEBA"]
STORAGES["default"]["OPTIONS"]["location"] = os.environ["ALMACEN_DE_PRUEBA"]
FIRMA_SELLO_CER = f"{_credenciales}/sello.cer"
FIRMA_SELLO_KEY = f"{_credenciales}/sello.key"
FIRMA_TSA_CER = f"{_credenciales}/tsa.cer"
FIRMA_TSA_KEY = f"{_credenciales}/tsa.key"
FIRMA_OCSP_CER = f"{_credenciales}/ocsp.cer"
FIRMA_OCSP_KEY = f"{_credenciales}/ocsp.key"
FIRMA_DIR_RAICES = f"{_credenciales}/raices"
FIRMA_DIR_CREDENCIALES = f"{_credenciales}/personas"
FIRMANTE_CARPETA = os.environ.get("FIRMANTE_DE_PRUEBA", FIRMANTE_CARPETA)  # noqa: F405
STORAGES["anclas"]["OPTIONS"]["location"] = os.environ.get("ANCLAS_DE_PRUEBA", STORAGES["anclas"]["OPTIONS"]["location"])
