"""Una bitácora con su sello de prueba y un lugar de afuera vacío."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditoria.anclas.firmar import anclar
from dictamenes.documento.firma.prueba import crear_credenciales
from tests.bitacora.ataques import DOS, llenar


@pytest.fixture
def sitio(settings, tmp_path, db, en):
    """El sello de prueba y una carpeta de afuera vacía."""
    carpeta = Path(settings.CREDENCIALES_PRUEBA)
    if not (carpeta / "sello.cer").exists():
        crear_credenciales(carpeta, [], en=en, contrasena_sello=settings.FIRMA_SELLO_CONTRASENA)
    fuera = tmp_path / "anclas"
    opciones = {"BACKEND": "config.almacen.AnclasEnCarpeta", "OPTIONS": {"location": str(fuera), "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "anclas": opciones}
    return fuera


@pytest.fixture
def anclada(sitio, en):
    """Doce eventos en dos anclas, y uno más."""
    for hora in (en, en + DOS):
        llenar(hora)
        assert anclar(hora)
    llenar(en + DOS, 1)
    return sitio
