"""Publicar otra lista de criterios cambia lo que se pregunta sin tocar código; lo contestado se queda como estaba."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cuentas.reloj import detenido_en
from dictamenes.documento.instantanea import datos_de_dictamen
from dictamenes.documento.oficio import redactar_dictamen
from dictamenes.models import Dictamen, Solicitud
from dictamenes.textos.criterios import vigente
from flujos.estudio import vista_previa
from tests.dictamenes.documento.oficio.lectura_pdf import texto_de
from tests.mundo import PREGUNTA_NUEVA
from tests.tecleado import opinion, propuesta

AREA = "infraestructura"
HTMX = {"hx-request": "true"}
RAZON = "Lo que escribí en la que se retiró."


@pytest.fixture(autouse=True)
def _a_la_hora_del_mundo(en):
    with detenido_en(en):
        yield


def _como(persona):
    cliente = Client()
    cliente.force_login(persona, backend="allauth.account.auth_backends.AuthenticationBackend")
    return cliente


def _revision(solicitud):
    return reverse("flujos:revision", args=[solicitud.pk, AREA])


def _texto(respuesta):
    return respuesta.content.decode()


def _sin(clase, clave):
    return [c for c in vigente(clase).criterios if c["clave"] != clave]


def test_una_pregunta_nueva_se_publica_desde_la_pantalla_y_llega_a_la_revision_y_al_documento(mundo):
    lista = mundo.lista_de_criterios()
    administra = _como(mundo.administrador)
    assert PREGUNTA_NUEVA["nombre"] in _texto(administra.get(reverse("dictamenes:lista_de_criterios", args=["tecnica"])))
    administra.post(reverse("dictamenes:criterios_publicar", args=[lista.pk]))
    solicitud, tecnico = mundo.en_revision(), _como(mundo.tecnicos[AREA])
    pagina = _texto(tecnico.get(_revision(solicitud)))
    assert PREGUNTA_NUEVA["pregunta"] in pagina
    assert "Versión 2 de la lista" in pagina
    tecnico.post(_revision(solicitud), opinion(solicitud))
    solicitud = Solicitud.objects.get(pk=solicitud.pk)
    assert {c["version"] for c in solicitud.revisiones.get().criterios} == {2}
    mundo.proponer(solicitud)
    dictamen = Dictamen.objects.get()
    dictamen.clave = "borrador"
    datos = datos_de_dictamen(dictamen)
    assert PREGUNTA_NUEVA["nombre"] in texto_de(redactar_dictamen(datos).contenido)


def test_lo_contestado_con_la_version_1_se_lee_igual_cuando_rige_la_2(mundo):
    solicitud, tecnico = mundo.en_revision(), _como(mundo.tecnicos[AREA])
    tecnico.post(_revision(solicitud), opinion(solicitud))
    estratega, url = _como(mundo.estrategico), reverse("flujos:estrategia", args=[solicitud.pk])
    contestado = solicitud.revisiones.get().criterios
    mundo.publicar_criterios("tecnica", [{"clave": "viabilidad", "nombre": "Otro nombre", "pregunta": "¿Otra?"}])
    assert solicitud.revisiones.get().criterios == contestado
    pagina = _texto(estratega.get(url))
    assert "versión 1 de la lista" in pagina
    assert all(c["criterio"] in pagina for c in contestado)
    assert "Otro nombre" not in pagina


def test_si_se_publica_otra_antes_de_enviar_se_dice_y_nada_se_pierde(mundo):
    solicitud, tecnico = mundo.en_revision(), _como(mundo.tecnicos[AREA])
    escrito = opinion(solicitud) | {"lista_de_criterios": "1", "razon_ciclo": RAZON, "texto": "Mi opinión entera."}
    mundo.publicar_criterios("tecnica", [*_sin("tecnica", "ciclo"), PREGUNTA_NUEVA])
    respuesta = tecnico.post(_revision(solicitud), escrito)
    pagina = _texto(respuesta)
    assert respuesta.status_code == 422
    assert "ahora rige la versión 2. Se agregó «Consumo de energía». Se retiró «Ciclo de vida»" in pagina
    assert RAZON in pagina
    assert "Mi opinión entera." in pagina
    assert solicitud.revisiones.get().dada_en is None
    completo = escrito | {"lista_de_criterios": "2", "criterio_consumo": "cumple"}
    assert tecnico.post(_revision(solicitud), completo).status_code == 302
    assert {c["clave"] for c in solicitud.revisiones.get().criterios} >= {"consumo", "viabilidad"}
    assert RAZON not in str(solicitud.revisiones.get().criterios)


def test_aunque_lo_contestado_alcance_no_se_da_sin_haber_leido_el_cambio(mundo):
    solicitud, tecnico = mundo.en_revision(), _como(mundo.tecnicos[AREA])
    escrito = opinion(solicitud) | {"lista_de_criterios": "1"}
    mundo.publicar_criterios("tecnica", _sin("tecnica", "ciclo"))
    assert tecnico.post(_revision(solicitud), escrito).status_code == 422
    assert tecnico.post(_revision(solicitud), escrito | {"lista_de_criterios": "2"}).status_code == 302


def test_un_cambio_que_no_viene_al_caso_no_estorba(mundo):
    solicitud, tecnico = mundo.en_revision(), _como(mundo.tecnicos[AREA])
    escrito = opinion(solicitud) | {"lista_de_criterios": "1"}
    mundo.publicar_criterios("tecnica", _sin("tecnica", "reuso"))
    assert tecnico.post(_revision(solicitud), escrito).status_code == 302


def test_un_borrador_a_medias_dice_que_cambio_y_guarda_solo_lo_de_la_pregunta_retirada(mundo):
    solicitud, tecnico = mundo.en_revision(), _como(mundo.tecnicos[AREA])
    mio = {"borrador": "1", "lista_de_criterios": "1", "razon_ciclo": RAZON}
    tecnico.post(_revision(solicitud), mio, headers=HTMX)
    mundo.publicar_criterios("tecnica", [*_sin("tecnica", "ciclo"), PREGUNTA_NUEVA])
    pagina = _texto(tecnico.get(_revision(solicitud)))
    assert "Se retiró «Ciclo de vida»" in pagina
    assert 'name="lista_de_criterios" value="2"' in pagina
    tecnico.post(_revision(solicitud), mio | {"lista_de_criterios": "2"}, headers=HTMX)
    pagina = _texto(tecnico.get(_revision(solicitud)))
    assert RAZON in pagina
    assert "La lista de criterios cambió" not in pagina


def test_al_corregir_una_opinion_de_la_version_1_se_dice_que_rige_otra(mundo):
    solicitud, tecnico = mundo.en_revision(), _como(mundo.tecnicos[AREA])
    tecnico.post(_revision(solicitud), opinion(solicitud))
    mundo.publicar_criterios()
    url = reverse("flujos:corregir_opinion", args=[solicitud.pk, AREA])
    assert "Se agregó «Consumo de energía»" in _texto(tecnico.get(url))


def test_lo_mismo_al_proponer_y_al_volver_a_proponer_se_sabe_con_que_version_fue(mundo):
    solicitud, estratega = mundo.en_estrategia(), _como(mundo.estrategico)
    url = reverse("flujos:estrategia", args=[solicitud.pk])
    escrito = propuesta(mundo, solicitud) | {"lista_de_criterios": "1"}
    mundo.publicar_criterios("estrategica")
    respuesta = estratega.post(url, escrito)
    assert respuesta.status_code == 422
    assert "Se agregó «Consumo de energía»" in _texto(respuesta)
    completo = escrito | {"lista_de_criterios": "2", "criterio_consumo": "no_aplica"}
    assert estratega.post(url, completo).status_code == 302
    vuelto_a_abrir = vista_previa.iniciales(Dictamen.objects.get())
    assert (vuelto_a_abrir["lista_de_criterios"], vuelto_a_abrir["criterio_consumo"]) == (2, "no_aplica")
