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
# Lo que un proceso usa a diario se carga al arrancar, no con la primera persona que lo pide; lo demás, nunca. aiohttp
# espera a que se pida una estampa a su autoridad, openpyxl a que se escriba un libro y holidays a que se declare un año;
# S3 sólo entra con un almacén S3, psycopg con PostgreSQL, y pdfium vive en el vivero.
PAPELERIA = {"PIL", "lxml", "pikepdf", "pyhanko", "reportlab"}
DE_OTRO_SITIO = {"config.demostracion", "config.practica.ensayo"}
ARRANQUES = {
    "web": ("import config.wsgi; from django.template import engines; engines.all()", PAPELERIA),  # y las etiquetas
    "trabajador": (
        "import django; django.setup(); from django.core.management import get_commands, load_command_class as cargar; "
        "cargar(get_commands()['trabajador'], 'trabajador')", PAPELERIA,
    ),
    "manage.py": ("import django; django.setup()", set()),
}
RETRATO = """
import json, sys, threading
from django.conf import settings
from django.core.files.storage import storages
from django.db import connections
almacenes = [storages[nombre] for nombre in settings.STORAGES]  # se arman con el primer archivo que se pide
from archivos.aparte import VIVERO
print(json.dumps({
    "modulos": sorted(sys.modules), "hilos": threading.active_count(),
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
    cargados = {modulo.partition(".")[0] for modulo in visto["modulos"]}
    assert PESADAS & cargados == permitidas | postgres
    assert not DE_OTRO_SITIO & set(visto["modulos"])
    assert (visto["hilos"], visto["conexiones"], visto["vivero"]) == (1, [], False)


SIN_RED = """
import sys
import verificador.politica
from pyhanko.sign.timestamps import HTTPTimeStamper
antes = "aiohttp" in sys.modules
pedidora = HTTPTimeStamper("http://127.0.0.1:9", auth=("quien", "clave"))
print(antes, "aiohttp" in sys.modules, type(pedidora.auth).__module__)
"""


def test_lo_de_red_de_pyhanko_se_carga_al_pedir_algo_y_es_lo_de_verdad():
    hecho = subprocess.run(
        [sys.executable, "-c", SIN_RED], env=entorno_de_proceso("sqlite://"), capture_output=True, text=True, check=True)
    assert hecho.stdout.split() == ["False", "True", "aiohttp.helpers"]
