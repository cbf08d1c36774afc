"""Cada alteración × lector × motor: la ve quien debe, y lo que a alguien se le escapa está en una tabla con su razón."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from tests.adversario import anotar
from tests.adversario.escapes import ESCAPES, LIMITES
from tests.adversario.lectores import codigo, quienes_ven
from tests.adversario.tabla import ALTERACIONES
from tests.herramientas.dosis import muestra
from verificador.lectura import CON_COLA, SIN_SELLO

pytestmark = [pytest.mark.django_db, pytest.mark.larga]
EN_PROBAR = 8


@pytest.fixture(autouse=True)
def _sin_revisar_al_final():
    """Lo que se rompió adrede no se revisa al cerrar la prueba: se deshace."""
    yield
    transaction.set_rollback(True)


def test_sin_alterar_nadie_ve_nada(historia):
    from tests.adversario.alteracion import Alteracion

    nada = Alteracion("nada", "nada", lambda h: None, frozenset())
    assert {letra: codigo(historia, letra) for letra in "SRACT"} == dict.fromkeys("SRA", SIN_SELLO) | dict.fromkeys("CT", CON_COLA)
    assert quienes_ven(historia, nada) == ""


@pytest.mark.parametrize("clave", muestra(sorted(ALTERACIONES), EN_PROBAR, "adversario"))
def test_la_ve_quien_debe(historia, clave):
    alterada = ALTERACIONES[clave]
    if connection.vendor not in alterada.motores:
        pytest.skip(f"no existe en {connection.vendor}")
    vieron = quienes_ven(historia, alterada)
    anotar.hallado(connection.vendor, clave, vieron)
    escapan = {letra for suya, letra in ESCAPES if suya == clave}
    assert set(alterada.ven) - set(vieron) == escapan, f"«{alterada.que}»: la vieron {vieron or 'nadie'}"
    assert vieron or escapan or clave in LIMITES, "nadie la ve: es un límite por declarar, o una falla"
