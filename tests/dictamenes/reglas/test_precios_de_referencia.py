"""Con qué precios se compara uno pedido: los favorables ya emitidos, del mismo perfil o de descripción parecida."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

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
    return precios.referencias(_pedidos(mundo, **campos).conceptos.all(), mundo.en).get(1)


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


@pytest.mark.parametrize("con_perfil", [False, True])
def test_muchos_conceptos_iguales_cuestan_una_sola_consulta_y_va_por_su_indice(mundo, con_perfil):
    perfil = {"perfil": mundo.estandar()} if con_perfil else {}
    _dictaminado(mundo, "9000", **perfil)
    solicitud = _pedidos(mundo, 3, **perfil)
    with CaptureQueriesContext(connection) as consultas:
        assert len(precios.referencias(solicitud.conceptos.select_related("perfil__version"), mundo.en)) == 3
    assert len(consultas) == 2
    llave = precios.llave_de(solicitud.conceptos.first())
    plan = PrecioDictaminado.objects.filter(llave=llave).order_by("-emitido_en")[:5].explain()
    assert connection.vendor != "sqlite" or "precio_llave_fecha" in plan


def test_unos_centavos_son_precio_y_lo_que_nada_cuesta_no(mundo):
    _dictaminado(mundo, "0.50")
    _dictaminado(mundo, "0")
    hallada = _referencia(mundo, precio_unitario=Decimal("0.75"))
    assert (hallada.cuantos, hallada.minimo) == (1, Decimal("0.50"))
    assert _referencia(mundo, precio_unitario=Decimal(0)) is None


def test_lo_que_se_emitio_despues_de_ese_momento_todavia_no_cuenta(mundo):
    _dictaminado(mundo, "1", hace=-1)
    assert _referencia(mundo) is None
    _dictaminado(mundo, "2", hace=0)
    assert _referencia(mundo).maximo == 2


@pytest.mark.parametrize(("en", "desde"), [
    (datetime(2026, 3, 2, 16, tzinfo=UTC), datetime(2024, 3, 2, 16, tzinfo=UTC)),
    (datetime(2026, 3, 31, 16, tzinfo=UTC), datetime(2024, 3, 31, 16, tzinfo=UTC)),
    (datetime(2028, 2, 29, 16, tzinfo=UTC), datetime(2026, 2, 28, 16, tzinfo=UTC)),  # 2026 no tiene 29 de febrero
])
def test_cuenta_lo_de_dos_anios_atras_y_ni_un_segundo_mas(mundo, en, desde):
    for precio, emitido in (("1", desde - timedelta(seconds=1)), ("2", desde)):
        concepto = _dictaminado(mundo, precio)
        PrecioDictaminado.objects.filter(concepto=concepto).update(emitido_en=emitido)
    assert [a.precio for a in precios.referencias(_pedidos(mundo).conceptos.all(), en)[1].antecedentes] == [2]


def test_la_llave_cabe_en_su_columna():
    largo = SimpleNamespace(
        solicitud=SimpleNamespace(modalidad="adquisicion"), categoria="equipo", unidad="u" * 300, perfil=None, descripcion="",
    )
    assert len(precios.llave_de(largo)) == PrecioDictaminado._meta.get_field("llave").max_length
    largo.perfil = SimpleNamespace(version=SimpleNamespace(estandar_id=1), clave="x")
    assert len(precios.llave_de(largo)) == PrecioDictaminado._meta.get_field("llave").max_length


@pytest.mark.parametrize(("descripcion", "hallada"), [
    ("Servidoras", "servidor"), ("Redes", "red"), ("Casas", "casa"), ("Casa", "casa"), ("Tres", "tres"), ("Laptop", "laptop"),
    ("Discos", "disc"), ("Red", "red"), ("Monitor 27", "monitor 27"), ("Cámara", "camar"), ("TV de 4K", "4"),
])
def test_de_cada_palabra_queda_su_raiz(descripcion, hallada):
    assert " ".join(precios.raices(descripcion)) == hallada


def test_las_palabras_que_no_dicen_nada_no_cuentan():
    assert precios.raices("con del los las para por que sin una uno unas unos") == []


def test_un_pedido_contra_una_mediana_de_cero_no_dice_cuanto_se_aparta(mundo):
    nada = precios.Antecedente(Decimal(0), "", "", "", "", mundo.en)
    assert precios.Referencia(Decimal(5), (nada,), por_perfil=False).desviacion is None


def test_dos_descripciones_sin_palabras_no_se_parecen():
    assert precios.parecido(set(), set()) == 0


def test_una_descripcion_sin_palabras_no_se_compara_con_todo(mundo):
    _dictaminado(mundo, "9000", descripcion="--")
    assert _referencia(mundo, descripcion="***") is None
