"""Con qué precios se compara uno pedido: los favorables ya emitidos, del mismo perfil o de descripción parecida."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dictamenes.expediente import captura
from dictamenes.models import Concepto, Dictamen, PrecioDictaminado, SentidoDeConcepto
from dictamenes.reglas import precios
from tests.mundo import LAPTOP

pytestmark = pytest.mark.django_db


def _dictaminado(mundo, precio, *, hace=10, sentido="favorable", **campos):
    """Un precio como lo deja `emitir`, sin recorrer el camino entero."""
    concepto = Concepto.objects.create(solicitud=_vacia(mundo), orden=1, **{**LAPTOP, **campos, "precio_unitario": precio})
    folio = f"SGD-DTE-2026-{concepto.pk:05}"
    dictamen = Dictamen.objects.create(
        solicitud=concepto.solicitud, analisis="", proyectado_por=mundo.estrategico, proyectado_en=mundo.en,
        autoriza=mundo.firmante, folio=folio, clave=folio,
    )
    SentidoDeConcepto.objects.create(dictamen=dictamen, concepto=concepto, sentido=sentido)
    precios.anotar_emitidos(dictamen, mundo.en - timedelta(days=hace))
    return concepto


def _vacia(mundo):
    return captura.iniciar(mundo.ente, "bienes", "adquisicion", "Renovación", por=mundo.elabora, en=mundo.en)


def _pedidos(mundo, cuantos=1, **campos):
    solicitud = _vacia(mundo)
    for n in range(cuantos):
        Concepto.objects.create(solicitud=solicitud, orden=n + 1, **{**LAPTOP, **campos})
    return solicitud


def _referencia(mundo, **campos):
    return precios.referencias(_pedidos(mundo, **campos), mundo.en).get(1)


def test_minimo_mediana_maximo_y_cuanto_se_aparta_el_pedido(mundo):
    for precio in ("10000", "20000", "15000"):
        _dictaminado(mundo, precio)
    hallada = _referencia(mundo)
    assert (hallada.minimo, hallada.mediana, hallada.maximo) == (Decimal(10000), Decimal(15000), Decimal(20000))
    assert hallada.cuantos == 3
    assert hallada.desviacion == Decimal("23.3")  # 18 500 contra 15 000


def test_lo_no_favorable_lo_viejo_y_lo_que_se_mide_distinto_no_cuentan(mundo):
    _dictaminado(mundo, "1", sentido="no_favorable")
    _dictaminado(mundo, "2", hace=2 * 366 + 1)
    _dictaminado(mundo, "3", unidad="mes")
    _dictaminado(mundo, "4", categoria="software")
    _dictaminado(mundo, "5", descripcion="Computadora de escritorio para diseño gráfico")
    assert _referencia(mundo) is None


def test_una_descripcion_parecida_cuenta_aunque_cambien_plural_genero_y_acentos(mundo):
    _dictaminado(mundo, "9000", descripcion="COMPUTADORAS portatiles administrativas")
    assert _referencia(mundo).minimo == Decimal(9000)


@pytest.mark.parametrize(("otra", "se_parece"), [
    ("Computadora portátil ligera robusta", True),  # 2 de 4: justo la mitad
    ("Computadora portátil ligera robusta plegable", False),
])
def test_con_la_mitad_de_las_palabras_en_comun_ya_se_parecen(mundo, otra, se_parece):
    _dictaminado(mundo, "9000", descripcion=otra)
    assert (_referencia(mundo, descripcion="Computadora portátil") is not None) == se_parece


def test_con_perfil_se_compara_el_perfil_y_no_la_descripcion(mundo):
    perfil = mundo.estandar()
    _dictaminado(mundo, "9000", descripcion="Equipo distinto de nombre", perfil=perfil)
    hallada = _referencia(mundo, perfil=perfil)
    assert hallada.por_perfil
    assert hallada.maximo == Decimal(9000)
    assert _referencia(mundo) is None


def test_muchos_conceptos_iguales_cuestan_una_sola_consulta_y_va_por_su_indice(mundo):
    _dictaminado(mundo, "9000")
    solicitud = _pedidos(mundo, 3)
    with CaptureQueriesContext(connection) as consultas:
        assert len(precios.referencias(solicitud, mundo.en)) == 3
    assert len(consultas) == 2
    llave = precios.llave_de(solicitud.conceptos.first())
    plan = PrecioDictaminado.objects.filter(llave=llave).order_by("-emitido_en")[:5].explain()
    assert connection.vendor != "sqlite" or "precio_llave_fecha" in plan


def test_una_descripcion_sin_palabras_no_se_compara_con_todo(mundo):
    _dictaminado(mundo, "9000", descripcion="--")
    assert _referencia(mundo, descripcion="***") is None
