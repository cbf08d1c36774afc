"""Qué áreas se sugieren y cómo se escriben las razones."""

import pytest

from cuentas.models import Area
from dictamenes.models import ReglaDeArea
from dictamenes.reglas import lugares
from dictamenes.reglas.areas import areas_sugeridas
from dictamenes.textos.criterios import RAZONES, razon_escrita

pytestmark = pytest.mark.django_db


def _claves(solicitud, en):
    return sorted(a.clave for a in areas_sugeridas(solicitud, en.date()))


def test_las_areas_salen_de_la_categoria_de_los_conceptos(mundo, en):
    solicitud = mundo.borrador(conceptos=2, categoria=["computo", "software"])
    assert _claves(solicitud, en) == ["gobierno-electronico", "infraestructura"]


def test_una_regla_del_tipo_gana_a_la_general(mundo, en):
    area = Area.objects.get(clave="innovacion")
    ReglaDeArea.objects.create(tipo="bienes", categoria="computo", area=area)
    ReglaDeArea.objects.create(tipo="baja", categoria="computo", area=Area.objects.get(clave="politica-digital"))
    assert _claves(mundo.borrador(), en) == ["innovacion"]


def test_un_area_que_ya_no_existe_no_se_sugiere(mundo, en):
    Area.objects.filter(clave="infraestructura").update(vigente_hasta="2025-12-31")
    assert _claves(mundo.borrador(), en) == []


def test_cada_razon_escrita_lleva_su_clave():
    assert {razon_escrita(clave)[-4:-1] for clave in RAZONES} == set(RAZONES)


def test_toda_ancla_tiene_nombre(mundo):
    nombres = lugares.en_palabras(mundo.borrador())
    assert nombres["concepto-1"] == "Concepto 1: Computadora portátil administrativa"
    assert nombres["anexo-mercado"] == "Anexo: Investigación de mercado"
    assert nombres["oficio_numero"] == "Número de oficio"
