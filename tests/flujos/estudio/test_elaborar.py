"""Elaborar el dictamen: versiones del proyecto, sus diferencias, la devolución con marcas y cómo se atienden."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse

from bitacora.models import Evento
from dictamenes import tramite
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import Marca, ProyectoDeDictamen, Solicitud
from flujos.recorrido import actos
from tests.herramientas.parametros import poner
from tests.tecleado import propuesta

pytestmark = pytest.mark.django_db
ENTE = ("elabora", "presenta")


def devolver(mundo, solicitud, *marcas):
    return actos.ejecutar(tramite.devolver_proyecto, solicitud, por=mundo.firmante, en=mundo.en, motivo="Corrija.",
                          marcas=marcas)


def actual(solicitud):
    return Solicitud.objects.get(pk=solicitud.pk)


def test_la_revision_estrategica_cuesta_lo_mismo_con_mas_conceptos(mundo, client, django_assert_max_num_queries):
    chica, grande = mundo.en_estrategia(), mundo.en_estrategia(areas=("infraestructura", "gobierno-electronico"), conceptos=12)
    client.force_login(mundo.estrategico)
    client.get(reverse("flujos:estrategia", args=[chica.pk]))
    with django_assert_max_num_queries(20) as pocas:
        client.get(reverse("flujos:estrategia", args=[chica.pk]))
    with django_assert_max_num_queries(20) as muchas:
        client.get(reverse("flujos:estrategia", args=[grande.pk]))
    assert len(muchas) == len(pocas)


def test_cada_congelado_deja_su_version_con_la_huella_de_lo_sellado(mundo):
    solicitud = mundo.por_firmar()
    devolver(mundo, solicitud)
    mundo.proponer(actual(solicitud), analisis="Otro análisis del proyecto.")
    mundo.trabajar()
    dictamen = actual(solicitud).dictamen
    una, otra = ProyectoDeDictamen.objects.filter(dictamen=dictamen)
    assert (una.numero, una.motivo, una.devuelto_por) == (1, "Corrija.", mundo.firmante)
    assert (otra.numero, otra.devuelto_en, otra.sha256) == (2, None, dictamen.sellado.sha256)
    assert una.datos["analisis_estrategico"]["texto"] != otra.datos["analisis_estrategico"]["texto"]
    assert una.sha256 != otra.sha256


def test_quien_firma_ve_que_cambio_sin_html_ajeno(mundo, client):
    solicitud = mundo.por_firmar()
    devolver(mundo, solicitud)
    mundo.proponer(actual(solicitud), analisis="El proyecto <b>es</b> idóneo.")
    mundo.trabajar()
    client.force_login(mundo.firmante)
    pagina = client.get(reverse("flujos:firma", args=[solicitud.pk])).content.decode()
    assert "Qué cambió respecto de la versión 1" in pagina
    assert "<b>es" not in pagina
    assert "El proyecto &lt;b&gt;es&lt;/b&gt;" in pagina


def test_no_se_propone_sin_contestar_cada_marca(mundo):
    solicitud = mundo.por_firmar()
    devolver(mundo, solicitud, ("analisis", "Falta la duplicidad."), ("concepto-1", "Explique el precio."))
    una, otra = Marca.objects.all()
    with pytest.raises(DatosInvalidos):
        mundo.proponer(actual(solicitud), atenciones={una.pk: "Se agregó.", otra.pk: "  "})
    assert not Marca.objects.exclude(atendida_en=None).exists()
    mundo.proponer(actual(solicitud), atenciones={una.pk: "Se agregó.", otra.pk: "Se explica en el concepto."})
    una.refresh_from_db()
    assert (una.respuesta, una.atendida_por) == ("Se agregó.", mundo.estrategico)


@pytest.mark.parametrize("marca", [("concepto-9", "No existe."), ("analisis", "  ")])
def test_una_marca_es_sobre_algo_y_dice_algo(mundo, marca):
    with pytest.raises(DatosInvalidos):
        devolver(mundo, mundo.por_firmar(), marca)
    assert not Marca.objects.exists()


def test_se_devuelve_con_marcas_y_se_atienden_en_pantalla(mundo, client):
    solicitud = mundo.por_firmar()
    client.force_login(mundo.firmante)
    url = reverse("flujos:devolver_proyecto", args=[solicitud.pk])
    envio = {"motivo": "Corrija.", "sobre_1": "concepto-1", "marca_1": "Explique el precio unitario."}
    assert client.post(url, {**envio, "sobre_1": ""}).status_code == 422
    assert client.post(url, envio).status_code == 302
    client.force_login(mundo.estrategico)
    url = reverse("flujos:estrategia", args=[solicitud.pk])
    assert "Explique el precio unitario." in client.get(url).content.decode()
    datos = propuesta(mundo, solicitud)
    assert client.post(url, datos).status_code == 422
    assert client.post(url, {**datos, f"atencion_{Marca.objects.get().pk}": "Ya se explica."}).status_code == 302


def test_el_ente_jamas_ve_las_marcas(mundo, client):
    solicitud = mundo.por_firmar()
    devolver(mundo, solicitud, ("analisis", "zqmarca"))
    mundo.proponer(actual(solicitud), atenciones={Marca.objects.get().pk: "zqrespuesta"})
    mundo.trabajar()
    solicitud = mundo.firmar(actual(solicitud))
    mundo.trabajar()
    for quien in ENTE:
        client.force_login(getattr(mundo, quien))
        pagina = client.get(reverse("flujos:expediente", args=[solicitud.pk])).content.decode()
        assert "zqmarca" not in pagina
        assert "zqrespuesta" not in pagina
    assert b"zqmarca" not in actual(solicitud).dictamen.publico.leer()


def test_la_vista_previa_dibuja_lo_tecleado_dice_que_cambia_y_no_escribe(mundo, client):
    solicitud = mundo.por_firmar()
    devolver(mundo, solicitud, ("analisis", "Falta la duplicidad."))
    client.force_login(mundo.estrategico)
    url = reverse("flujos:vista_previa", args=[solicitud.pk])
    datos = propuesta(mundo, solicitud) | {"analisis": "Un análisis enteramente distinto."}
    antes = list(Evento.objects.values_list("pk", flat=True))
    falta = client.post(url, datos | {"analisis": ""}, headers={"HX-Request": "true"})
    assert (falta.status_code, "data:image/png" in falta.content.decode()) == (422, False)
    espere = client.post(url, datos, headers={"HX-Request": "true"})
    assert espere.headers["HX-Retarget"] == "#previa-aviso"
    cache.clear()
    panel = client.post(url, datos, headers={"HX-Request": "true"}).content.decode()
    assert "data:image/png;base64," in panel
    assert "Qué cambió respecto de la versión 1" in panel
    assert client.post(url, datos).content.startswith(b"%PDF")
    assert list(Evento.objects.values_list("pk", flat=True)) == antes
    assert (ProyectoDeDictamen.objects.count(), Marca.objects.get().atendida_en) == (1, None)
    assert actual(solicitud).dictamen.analisis != datos["analisis"]


def test_la_leyenda_es_la_del_anio_del_documento_y_sin_serie_sale_sin_oficio(mundo):
    poner("institucion.leyenda_anual", {str(mundo.en.year): "2026, Año de Prueba"})
    poner("oficio.serie", "")
    dictamen = mundo.por_firmar().dictamen
    assert (dictamen.numero_oficio, dictamen.datos["dictamen"]["numero_oficio"]) == (None, None)
    assert dictamen.datos["encabezado"]["leyenda_anual"] == "2026, Año de Prueba"
    assert dictamen.sellado.leer().startswith(b"%PDF")
