"""La solicitud anticipada, sujeta a suficiencia: para el ejercicio siguiente, sin oficio de suficiencia y dicho en todo."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from dictamenes.documento import oficio
from dictamenes.documento.instantanea import datos_de_dictamen
from dictamenes.expediente import captura
from dictamenes.models import Solicitud
from dictamenes.reglas import requisitos
from tests.dictamenes.documento.oficio.lectura_pdf import texto_de

pytestmark = pytest.mark.django_db
ANTICIPADA = {"suficiencia": "anticipada"}


def guardar(mundo, solicitud, **campos):
    return captura.guardar(solicitud, version=solicitud.version, por=mundo.elabora, en=mundo.en, campos=campos)


def test_al_elegirla_el_ejercicio_pasa_al_siguiente_y_la_suficiencia_no_se_exige(mundo):
    solicitud = mundo.borrador()
    del_anio = solicitud.ejercicio
    solicitud.anexos.filter(clase="suficiencia").delete()
    assert [f.sobre for f in requisitos.revisar(solicitud)] == ["anexo-suficiencia"]
    solicitud = guardar(mundo, solicitud, **ANTICIPADA)
    assert (solicitud.ejercicio, solicitud.suficiencia_importe) == (del_anio + 1, None)
    assert requisitos.revisar(solicitud) == []
    solicitud = guardar(mundo, solicitud, ejercicio=del_anio)
    assert solicitud.ejercicio == del_anio + 1
    assert guardar(mundo, solicitud, ejercicio=del_anio + 2).ejercicio == del_anio + 2


def test_corregirla_ya_en_su_ejercicio_no_la_manda_al_que_sigue(mundo):
    solicitud = mundo.borrador(**ANTICIPADA)
    luego = mundo.en + timedelta(days=365)
    corregida = captura.guardar(solicitud, version=solicitud.version, por=mundo.elabora, en=luego,
                                campos={"proyecto": "Otro nombre"})
    assert corregida.ejercicio == luego.year


def test_una_que_quedo_en_el_ejercicio_de_hoy_no_se_presenta(mundo):
    solicitud = mundo.borrador(**ANTICIPADA)
    Solicitud.objects.update(ejercicio=mundo.en.year)
    solicitud.refresh_from_db()
    assert [f.sobre for f in requisitos.revisar(solicitud)] == ["ejercicio"]


def test_el_acuse_y_el_dictamen_dicen_que_queda_sujeta_a_suficiencia(mundo):
    solicitud = mundo.proponer(mundo.en_estrategia(**ANTICIPADA))
    acuse = solicitud.presentaciones.get().acuse
    assert "sujeta a suficiencia" in texto_de(oficio.redactar_acuse(acuse).contenido)
    puntos = {p["clave"]: p["texto"] for p in datos_de_dictamen(solicitud.dictamen)["resolutivos"]}
    assert f"suficiencia presupuestal en el ejercicio {solicitud.ejercicio}" in puntos["limites"]
    cliente = Client()
    cliente.force_login(mundo.presenta, backend=settings.AUTHENTICATION_BACKENDS[0])
    for nombre in ("acuse", "expediente"):
        assert "sujeta a suficiencia" in cliente.get(reverse(f"flujos:{nombre}", args=[solicitud.pk])).text


def test_con_oficio_de_suficiencia_no_se_dice(mundo):
    solicitud = mundo.proponer(mundo.en_estrategia())
    puntos = {p["clave"]: p["texto"] for p in datos_de_dictamen(solicitud.dictamen)["resolutivos"]}
    assert "anticipada" not in puntos["limites"]
