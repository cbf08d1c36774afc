"""Un parámetro mal capturado no tumba el sitio ni deja una base con la que nadie puede trabajar."""

import pytest

from cuentas.parametros import OMISION, tiene_su_forma

pytestmark = pytest.mark.django_db


def test_una_hora_que_no_existe_no_se_guarda():
    assert not tiene_su_forma("horario.apertura", 24)
    assert tiene_su_forma("horario.apertura", 23)


@pytest.mark.parametrize("serie", ["SGD-DTE", "sgd dgd", "X" * 21, "A-"])
def test_una_serie_de_oficio_que_no_sirve_no_se_guarda(serie):
    assert not tiene_su_forma("oficio.serie", serie)
    assert tiene_su_forma("oficio.serie", "OM/DGD-2")
    assert tiene_su_forma("oficio.serie", "")


@pytest.mark.parametrize("clave", OMISION)
def test_el_valor_de_omision_tiene_su_forma(clave):
    assert tiene_su_forma(clave, OMISION[clave])
