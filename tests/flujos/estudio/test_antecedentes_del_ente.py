"""Los dictámenes anteriores que se ven al revisar: los emitidos al mismo ente, del más reciente al más antiguo."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dictamenes import tramite
from flujos.estudio.antecedentes import CUANTOS, antecedentes_del_ente
from flujos.recorrido import actos

pytestmark = pytest.mark.django_db


def _emitidas(mundo, cuantas):
    for _ in range(cuantas):
        mundo.en += timedelta(days=1)
        yield mundo.sin_documentos()


def test_salen_los_emitidos_al_ente_y_no_el_propio_ni_lo_que_no_se_emitio(mundo):
    viejo, nuevo, propio = _emitidas(mundo, 3)
    actos.ejecutar(tramite.cancelar, mundo.presentada(), por=mundo.coordinacion, en=mundo.en, motivo="Duplicada.")
    mundo.en_estrategia()
    folios = [dicho["folio"] for dicho in antecedentes_del_ente(propio)]
    assert folios == [nuevo.dictamen.folio, viejo.dictamen.folio]
    propio.ente = mundo.otro_ente
    assert antecedentes_del_ente(propio) == []


def test_son_los_ultimos_y_no_mas_de_los_que_caben(mundo):
    emitidas = list(_emitidas(mundo, CUANTOS + 2))
    folios = [dicho["folio"] for dicho in antecedentes_del_ente(emitidas[0])]
    assert folios == [s.dictamen.folio for s in reversed(emitidas[2:])]
