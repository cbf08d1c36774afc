"""Buscar con mucho abierto: una palabra que dicen todos, con 30,000 tareas en la bandeja, y las facetas de quien audita."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse

from tests.herramientas.servidor_de_prueba import servidor
from tests.medir.historia import Historia
from tests.medir.medida import Medida
from tests.medir.pantallas import PAR
from tests.medir.peticiones import comparar

ABIERTAS = 30_000
COMUN = "licencias"
FACETAS = "≤ 60 ms CPU"


def medir(historia: Historia, casos: int, parejas: int) -> Iterator[Medida]:
    """Crece la historia, abre lo que se pueda y pide cada búsqueda junto al ListView plano."""
    historia.crecer(casos)
    tareas, mundo = historia.abrir(min(ABIERTAS, casos)), historia.mundo
    paginas = {
        f"Bandeja, una palabra común, {tareas:,} tareas abiertas": (_en("flujos:bandeja", q=COMUN), mundo.coordinacion, "≤ 1.5×"),
        "Facetas de quien audita, sin filtros": (_en("auditoria:expedientes"), mundo.auditor, FACETAS),
        "Facetas de quien audita, una palabra común": (_en("auditoria:expedientes", q=COMUN), mundo.auditor, FACETAS),
        "Facetas de quien audita, un ente": (_en("auditoria:expedientes", ente=mundo.ente.siglas), mundo.auditor, FACETAS),
    }
    with servidor(entorno={"DJANGO_SETTINGS_MODULE": "tests.medir.ajustes"}, procesos=1, hilos=1) as vivo:
        for nombre, (ruta, persona, meta) in paginas.items():
            yield comparar(vivo, ruta, PAR, parejas, persona).medida("pantallas", nombre, meta)


def _en(ruta: str, **pedido: str) -> str:
    return f"{reverse(ruta)}?{urlencode(pedido)}"
