"""Cómo se archiva: qué serie le toca a cada asunto, cuándo se cierra y hasta cuándo se conserva."""

from datetime import UTC, date, datetime

import pytest

from dictamenes.models import Dictamen, DisposicionDocumental, Solicitud
from dictamenes.reglas import disposicion
from tests.mundo import DISPOSICION


def _renglon(tipo="", desde=date(2020, 1, 1), hasta=None, **campos):
    return DisposicionDocumental(tipo=tipo, vigente_desde=desde, vigente_hasta=hasta, **{**DISPOSICION, **campos})


def _solicitud(estado="desistida", concluida="2026-03-10T18:00:00+00:00", vigente_hasta=None):
    solicitud = Solicitud(
        folio="SGD-SDTE-2026-00001", tipo="bienes", estado=estado, presentada_en=datetime(2026, 3, 2, 16, tzinfo=UTC),
        concluida_en=datetime.fromisoformat(concluida) if concluida else None,
    )
    if vigente_hasta:
        solicitud.dictamen = Dictamen(vigente_hasta=vigente_hasta)
    return solicitud


def test_el_tipo_con_serie_propia_gana_a_la_comun_y_lo_que_no_rige_no_cuenta():
    comun, propia = _renglon(), _renglon("baja", subserie_clave="B", subserie="Bajas")
    vieja, futura = _renglon("bienes", hasta=date(2025, 12, 31)), _renglon("bienes", desde=date(2027, 1, 1))
    catalogo, dia = [vieja, comun, propia, futura], date(2026, 3, 2)
    assert disposicion.aplicable(catalogo, "baja", dia) is propia
    assert disposicion.aplicable(catalogo, "bienes", dia) is comun
    assert disposicion.aplicable([propia], "bienes", dia) is None
    assert propia.clave == "OM/SGD/12C.3/B"


def test_los_plazos_corren_desde_el_cierre_en_anios_completos():
    ficha = disposicion.ficha_con(_solicitud(), [_renglon()], None)
    assert (ficha.apertura, ficha.cierre) == (date(2026, 3, 2), date(2026, 3, 10))
    assert (ficha.tramite_hasta, ficha.concentracion_hasta) == (date(2028, 3, 10), date(2032, 3, 10))
    assert ficha.clave == "OM/SGD/12C.3/SGD-SDTE-2026-00001"
    assert disposicion.mas_anios(date(2024, 2, 29), 2) == date(2026, 2, 28)


@pytest.mark.parametrize(("condicion", "cierra"), [(None, date(2026, 12, 31)), (date(2027, 2, 1), date(2027, 2, 1))])
def test_con_dictamen_se_cierra_cuando_ya_no_puede_usarse_ni_le_falta_condicion(condicion, cierra):
    emitida = _solicitud("emitida", vigente_hasta=date(2026, 12, 31))
    assert disposicion.cierre(emitida, condicion) == cierra


def test_lo_que_sigue_en_tramite_no_tiene_cierre_ni_plazos():
    ficha = disposicion.ficha_con(_solicitud("en_revision", concluida=None), [_renglon()], None)
    assert (ficha.cierre, ficha.tramite_hasta) == (None, None)
    assert ficha.como_datos()["cierre"] == ""


@pytest.mark.django_db
def test_el_dictamen_imprime_su_clasificacion_archivistica(mundo):
    mundo.disposicion(tipo="bienes", serie_clave="12C.9")
    solicitud = mundo.sin_documentos()
    portada = solicitud.dictamen.datos["dictamen"]
    assert portada["clasificacion_archivistica"] == f"OM/SGD/12C.9/{solicitud.folio}"
