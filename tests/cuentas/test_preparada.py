"""Una consulta preparada contesta lo mismo que la del ORM, con lo que se le dice cada vez."""

from datetime import timedelta

import pytest
from django.db.models import Count, DateTimeField, Sum

from archivos.models import Archivo
from cuentas.models import Usuario
from cuentas.preparada import Preparada, en_un_renglon, hueco

DE_ALTA = Preparada(
    lambda: Usuario.objects.filter(pk=hueco("quien"), creado_en__lte=hueco("hasta", DateTimeField())).values_list("pk")
)
CUENTAS = Preparada(lambda: en_un_renglon(Archivo.objects.filter(pk=hueco("cual")), Count("pk"), Sum("tamano", default=0)))


@pytest.mark.django_db
def test_cada_vez_con_sus_valores(mundo, django_assert_num_queries):
    una, otra = mundo.elabora, mundo.presenta
    with django_assert_num_queries(3):
        assert DE_ALTA(quien=una.pk, hasta=una.creado_en) == [(una.pk,)]
        assert DE_ALTA(quien=otra.pk, hasta=otra.creado_en) == [(otra.pk,)]
        assert DE_ALTA(quien=una.pk, hasta=una.creado_en - timedelta(microseconds=1)) == []


@pytest.mark.django_db
def test_lo_que_falta_decir_se_reclama():
    with pytest.raises(KeyError, match="hasta"):
        DE_ALTA(quien=1)


@pytest.mark.django_db
def test_la_cuenta_de_nada_es_un_renglon_en_cero():
    assert CUENTAS(cual=0) == [(0, 0)]
    guardado = Archivo.objects.create(sha256="a" * 64, tamano=7, tipo="application/pdf", contenido="aa/a")
    assert CUENTAS(cual=guardado.pk) == [(1, 7)]
