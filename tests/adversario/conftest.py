"""La historia, una vez por proceso; lo de fuera se repone antes de cada alteración."""

from __future__ import annotations

import shutil
import sys

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.db import transaction

from bitacora import llavero
from tests.adversario.historia import Historia
from tests.herramientas import llaveros
from verificador.sello_de_ancla import juzgar
from verificador.veredictos import Rechazo


@pytest.fixture(scope="module")
def fundada(django_db_setup, django_db_blocker, tmp_path_factory):
    """Una historia entera; cada alteración la rompe en su transacción."""
    for donde in (storages["anclas"].location, settings.FIRMANTE_CARPETA):
        shutil.rmtree(donde, ignore_errors=True)
    llavero.exigir_ataduras(1)  # como en una instalación nueva: nada vale sin el evento que lo respalda
    with django_db_blocker.unblock(), transaction.atomic():
        yield Historia(tmp_path_factory.mktemp("historia"))
        transaction.set_rollback(True)
    llaveros.sin_exigir()


@pytest.fixture(autouse=True, scope="module")
def _cada_sello_se_juzga_una_vez():
    """Juzgar un sobre depende sólo de él y del sello fijado: lo que ya se juzgó en este archivo de pruebas se recuerda."""
    juzgados = {}

    def recordado(ancla, raices, en, sellos=frozenset()):
        llave = (ancla.contenido, ancla.cms, frozenset(sellos))
        if llave not in juzgados:
            try:
                juzgados[llave] = juzgar(ancla, raices, en, sellos)
            except Rechazo as rechazo:
                juzgados[llave] = rechazo
        if isinstance(juzgados[llave], Rechazo):
            raise juzgados[llave]
        return juzgados[llave]

    with pytest.MonkeyPatch.context() as parche:
        for nombre, modulo in list(sys.modules.items()):
            if nombre.startswith(("auditoria.", "verificador.")) and getattr(modulo, "juzgar", None) is juzgar:
                parche.setattr(modulo, "juzgar", recordado)
        yield


@pytest.fixture
def historia(fundada):
    """La misma, con lo de fuera como quedó al fundarse."""
    fundada.reponer()
    yield fundada
    fundada.reponer()
