"""El camino que recorren la demostración, la práctica y las pruebas: cada fila sirve tal cual, y se detiene donde se pide."""

import inspect

import pytest

from config.demostracion.camino import PASOS, SIGUE, Camino
from cuentas.papeles import MATRIZ
from dictamenes import tramite


@pytest.mark.parametrize("acto", PASOS, ids=lambda acto: acto.nombre)
def test_cada_fila_escribe_lo_que_su_acto_recibe_y_la_da_quien_puede(acto):
    paso = PASOS[acto]
    assert set(paso.escribe) <= set(inspect.signature(acto.cuerpo).parameters)
    assert paso.papel in MATRIZ[acto.operacion]


@pytest.mark.django_db
def test_sin_decir_nada_llega_a_la_firma_aunque_se_le_prevenga(mundo):
    camino = Camino(mundo.quien).en_mano(mundo.borrador(), mundo.en)
    assert camino.hasta("en_requisitos").folio
    camino.dar(tramite.prevenir)
    assert camino.hasta("en_revision").prevenciones.get().observaciones.get().respuesta
    assert camino.por_opinar() != []
    assert camino.hasta("en_firma").dictamen.analisis
    assert set(SIGUE.values()) <= set(PASOS)


@pytest.mark.django_db
def test_lo_que_se_dice_gana_a_lo_escrito_de_antemano_y_a_la_fila(mundo):
    escrito = {tramite.prevenir: {"causal": "importe", "observaciones": [("suficiencia_importe", "Precíselo.")]}}
    camino = Camino(mundo.quien, escrito).en_mano(mundo.presentada(), mundo.en)
    otra = mundo.persona("recepcion")
    prevencion = camino.dar(tramite.prevenir, otra, causal="concepto").prevenciones.get()
    assert (prevencion.causal, prevencion.observaciones.get().texto) == ("concepto", "Precíselo.")
