"""Un parámetro mal capturado no tumba el sitio ni deja una base con la que nadie puede trabajar."""

import pytest

from cuentas.models import Parametro
from cuentas.parametros import OMISION, tiene_su_forma
from tests.seguridad.recorrido_urls import navegador

pytestmark = pytest.mark.django_db
ILEGIBLES = [
    "[" * 100_000, "1" * 5000, '{"a":1e400}', '"\\ud800"', '"\\u0000"', "NaN", "Infinity", "1" + "0" * 30, "-1",
    '["\\u0000"]', '[1, 2, {"a": null}]', "[[]]", '{"2026": 5}',
]
CLAVES = ["prevencion.dias", "anexo.maximo_mb", "oficio.copias", "institucion.leyenda_anual"]


@pytest.mark.parametrize("clave", CLAVES)
def test_un_valor_que_no_sirve_vuelve_con_su_error(mundo, clave):
    cliente = navegador(mundo.administrador)
    for valor in ILEGIBLES:
        respuesta = cliente.post("/catalogos/cuentas/parametro/add/", {"clave": clave, "valor": valor})
        assert respuesta.status_code == 200, valor[:20]
        assert not Parametro.objects.filter(clave=clave).exists(), valor[:20]


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


def test_un_valor_bueno_se_guarda(mundo):
    cliente = navegador(mundo.administrador)
    datos = {"clave": "oficio.copias", "valor": '["Órgano de control, para su conocimiento"]'}
    assert cliente.post("/catalogos/cuentas/parametro/add/", datos).status_code == 302
    assert Parametro.objects.get(clave="oficio.copias").valor == ["Órgano de control, para su conocimiento"]
