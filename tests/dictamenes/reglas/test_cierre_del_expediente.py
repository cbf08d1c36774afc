"""Cuándo se cierra un expediente para el archivo. Sin base."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace

import pytest

from cuentas.reloj import HERMOSILLO
from dictamenes.models.solicitud import Estado
from dictamenes.reglas.disposicion import cierre


@pytest.mark.parametrize(("condicion", "cerrado"), [
    (None, date(2026, 12, 31)), (date(2026, 6, 1), date(2026, 12, 31)), (date(2027, 2, 1), date(2027, 2, 1)),
])
def test_con_dictamen_se_cierra_con_lo_ultimo_que_falte_la_vigencia_o_una_condicion(condicion, cerrado):
    emitida = SimpleNamespace(
        concluida_en=datetime(2026, 3, 2, 10, tzinfo=HERMOSILLO), estado=Estado.EMITIDA,
        dictamen=SimpleNamespace(vigente_hasta=date(2026, 12, 31)),
    )
    assert cierre(emitida, condicion) == cerrado
