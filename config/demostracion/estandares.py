"""Los estándares que traen la demostración y la práctica: los reales de Baja California y unos ilustrativos."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from estandares.actos import importar, publicar

DATOS = Path(settings.RAIZ) / "datos"
ESTANDARES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("estandares_bc.csv", {"emisor": "Gobierno de Baja California", "nombre": "Estándares técnicos de TIC",
                           "ambito": "Baja California", "vigente_desde": date(2023, 8, 14),
                           "boletin": "Catálogo publicado por Baja California; no es de Sonora"}),
    ("estandares_ilustrativos.csv", {"emisor": "Demostración", "nombre": "Perfiles ilustrativos", "ambito": "Ninguno",
                                     "vigente_desde": date(2025, 1, 1), "ilustrativo": True}),
)


def sembrar_estandares(en: datetime) -> None:
    """Publica los que falten."""
    for archivo, datos in ESTANDARES:
        version = importar((DATOS / archivo).read_bytes(), por=None, en=en, archivo=archivo, **datos)
        if version.publicada_en is None:
            publicar(version, por=None, en=en)
