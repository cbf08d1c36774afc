"""Qué bibliotecas pesadas carga cada proceso al arrancar, y que el maestro de gunicorn se puede bifurcar sin riesgo."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.herramientas.servidor_de_prueba import entorno_de_proceso

PESADAS = {
    "aiohttp", "boto3", "botocore", "ckanapi", "holidays", "lxml", "openpyxl", "PIL", "pikepdf", "psycopg", "pyhanko",
    "pypdfium2", "qrcode", "reportlab", "s3transfer", "storages",
}
# Lo que un proceso usa se carga al arrancar, no con la primera persona que lo pide; lo demás, nunca. aiohttp lo trae
# pyHanko para pedir la estampa; S3 sólo entra con un almacén S3, psycopg con PostgreSQL, y pdfium vive en el vivero.
PAPELERIA = {"PIL", "aiohttp", "holidays", "lxml", "openpyxl", "pikepdf", "pyhanko", "reportlab"}
ARRANQUES = {
    "web": ("import config.wsgi", PAPELERIA),
    "trabajador": (
        "import django; django.setup(); from django.core.management import get_commands, load_command_class as cargar; "
        "cargar(get_commands()['trabajador'], 'trabajador')", PAPELERIA,
    ),
    "manage.py": ("import django; django.setup()", {"PIL", "lxml", "openpyxl"}),
}
RETRATO = """
import json, sys, threading
from django.db import connections
from archivos.aparte import VIVERO
print(json.dumps({
    "modulos": sorted({m.partition('.')[0] for m in sys.modules}), "hilos": threading.active_count(),
    "conexiones": [c.alias for c in connections.all(initialized_only=True) if c.connection],
    "vivero": VIVERO._proceso is not None,
}))
"""


@pytest.mark.django_db
@pytest.mark.parametrize("proceso", ARRANQUES)
def test_cada_proceso_carga_lo_suyo_y_nada_que_estorbe_al_bifurcarse(proceso):
    orden, permitidas = ARRANQUES[proceso]
    postgres = {"psycopg"} if "postgres" in entorno_de_proceso()["DATABASE_URL"] else set()
    hecho = subprocess.run(
        [sys.executable, "-c", orden + RETRATO], env=entorno_de_proceso(), capture_output=True, text=True, check=True
    )
    visto = json.loads(hecho.stdout.splitlines()[-1])
    assert PESADAS & set(visto["modulos"]) == permitidas | postgres
    assert (visto["hilos"], visto["conexiones"], visto["vivero"]) == (1, [], False)
