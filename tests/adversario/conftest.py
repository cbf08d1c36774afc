"""La historia, una vez por proceso; lo de fuera se repone antes de cada alteración."""

from __future__ import annotations

import shutil

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.db import transaction

from tests.adversario.historia import Historia


@pytest.fixture(scope="module")
def fundada(django_db_setup, django_db_blocker, tmp_path_factory):
    """Una historia entera; cada alteración la rompe en su transacción."""
    for donde in (storages["anclas"].location, settings.FIRMANTE_CARPETA):
        shutil.rmtree(donde, ignore_errors=True)
    with django_db_blocker.unblock(), transaction.atomic():
        yield Historia(tmp_path_factory.mktemp("historia"))
        transaction.set_rollback(True)


@pytest.fixture
def historia(fundada):
    """La misma, con lo de fuera como quedó al fundarse."""
    fundada.reponer()
    yield fundada
    fundada.reponer()
