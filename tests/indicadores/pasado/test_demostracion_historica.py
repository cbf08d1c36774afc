"""El lote de demostración concilia con lo publicado y se reconoce como lo que es."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from random import Random

import pytest

from cuentas.siembra import sembrar
from indicadores.cifra.registro import indicador
from indicadores.models import LoteHistorico, RegistroHistorico
from indicadores.pasado.demostracion import importar_demostracion, lote_historico
from indicadores.pasado.lectura import leer

AHORA = datetime(2026, 11, 20, 18, tzinfo=UTC)


@pytest.mark.parametrize("semilla", range(5))
def test_concilia_con_cualquier_semilla_y_trae_pico_de_fin_de_anio(semilla):
    renglones, errores = leer(lote_historico(Random(semilla)), date(2026, 1, 1))
    assert errores == []
    atendidas = Counter(r.atendida.year for r in renglones)
    assert (atendidas[2023], atendidas[2024]) == (427, 794)
    meses = Counter(r.recibida.month for r in renglones)
    assert 0.35 < (meses[11] + meses[12]) / len(renglones) < 0.55
    assert all(r.folio.startswith("DEMO-") for r in renglones)
    assert all(r.recibida.weekday() < 5 and r.atendida.weekday() < 5 for r in renglones)


def test_la_misma_semilla_da_los_mismos_bytes():
    assert lote_historico(Random(7)) == lote_historico(Random(7)) != lote_historico(Random(8))


@pytest.mark.django_db
def test_se_importa_marcado_y_una_sola_vez():
    sembrar(AHORA)
    lote = importar_demostracion(en=AHORA)
    assert lote.demostracion
    assert importar_demostracion(en=AHORA) == lote == LoteHistorico.objects.get()
    assert not RegistroHistorico.objects.filter(ente=None).exists()
    for anio in (2023, 2024):
        assert indicador(anio, date(2026, 11, 20))["conciliacion"] == {"diferencia": 0}
