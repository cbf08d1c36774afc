"""Una consulta preparada contesta lo mismo que la del ORM, con lo que se le dice cada vez."""

from datetime import timedelta

import pytest
from django.db.models import BooleanField, Count, DateTimeField, ExpressionWrapper, Q, Sum

from archivos.models import Archivo
from cuentas.models import Nombramiento, Usuario
from cuentas.preparada import Preparada, PreparadaDeModelos, en_un_renglon, estan_leidos, hueco, ya_leidos

DE_ALTA = Preparada(
    lambda: Usuario.objects.filter(pk=hueco("quien"), creado_en__lte=hueco("hasta", DateTimeField())).values_list("pk")
)
CUENTAS = Preparada(lambda: en_un_renglon(Archivo.objects.filter(pk=hueco("cual")), Count("pk"), Sum("tamano", default=0)))

NOMBRADA = PreparadaDeModelos(lambda: Nombramiento.objects.filter(persona=hueco("quien")).select_related("persona", "ente").annotate(
    es_de_ente=ExpressionWrapper(~Q(ente=None), BooleanField())))


@pytest.mark.django_db
def test_cada_vez_con_sus_valores(mundo, django_assert_num_queries):
    una, otra = mundo.elabora, mundo.presenta
    with django_assert_num_queries(3):
        assert DE_ALTA(quien=una.pk, hasta=una.creado_en) == [(una.pk,)]
        assert DE_ALTA(quien=otra.pk, hasta=otra.creado_en) == [(otra.pk,)]
        assert DE_ALTA(quien=una.pk, hasta=una.creado_en - timedelta(microseconds=1)) == []


@pytest.mark.django_db
def test_los_modelos_salen_armados_con_lo_que_se_une_y_se_anota(mundo, django_assert_num_queries):
    with django_assert_num_queries(2):
        for quien in (mundo.elabora, mundo.presenta):
            (suyo,) = NOMBRADA(quien=quien.pk)
            assert (suyo.persona, suyo.ente, suyo.es_de_ente) == (quien, mundo.ente, True)
    assert NOMBRADA(quien=0) == []


@pytest.mark.django_db
def test_lo_ya_leido_no_se_vuelve_a_preguntar_y_lo_filtrado_si(mundo, django_assert_num_queries):
    quien = Usuario.objects.get(pk=mundo.elabora.pk)
    ya_leidos(quien, "nombramientos", NOMBRADA(quien=quien.pk))
    with django_assert_num_queries(0):
        assert [suyo.persona for suyo in quien.nombramientos.all()] == [quien]
        assert estan_leidos(quien, "nombramientos")
    with django_assert_num_queries(1):
        assert not quien.nombramientos.filter(papel="firmante")


@pytest.mark.django_db
def test_lo_que_falta_decir_se_reclama():
    with pytest.raises(KeyError, match="hasta"):
        DE_ALTA(quien=1)


@pytest.mark.django_db
def test_la_cuenta_de_nada_es_un_renglon_en_cero():
    assert CUENTAS(cual=0) == [(0, 0)]
    guardado = Archivo.objects.create(sha256="a" * 64, tamano=7, tipo="application/pdf", contenido="aa/a")
    assert CUENTAS(cual=guardado.pk) == [(1, 7)]
