"""Quitar un papel con la sesión abierta rige en la siguiente petición: GET, POST y htmx. Y leer no cambia nada."""

from __future__ import annotations

import hashlib
import logging

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from guardian.models import UserObjectPermission

from cuentas.models import Nombramiento
from cuentas.personas.nombramientos import revocar
from cuentas.reloj import detenido_en
from tests.herramientas.dosis import muestra
from tests.seguridad.recorrido_urls import navegador
from tests.seguridad.tabla_de_rutas import TABLA, TABLA_DE_CATALOGOS
from tests.seguridad.test_matriz_de_rutas import _direcciones

pytestmark = pytest.mark.django_db
PAPELES_CON_PANTALLA = ("elabora", "presenta", "recepcion", "coordinacion", "tecnico", "estrategico", "firmante", "auditor",
                        "administrador")
CONSTANCIAS = ("bitacora", "sessions", "contenttypes")
DE_SESION = {"cuentas_sesionabierta", "indicadores_descargapublica"}  # cuándo se usó; cuántas bajadas públicas
LISTAS = {
    "coordinacion": ["/bandeja/", "/bandeja/?q=equipo", "/bandeja/?vista=vencidas"], "presenta": ["/solicitudes/", "/cuenta/avisos/"],
    "auditor": ["/auditoria/", "/bandeja/"], "administrador": ["/cuenta/personas/", "/catalogos/cuentas/ente/"],
    "recepcion": ["/bandeja/", "/solicitudes/"], "estrategico": ["/bandeja/"], "tecnico": ["/bandeja/"],
}


@pytest.fixture(autouse=True)
def _hora(en):
    logging.disable(logging.CRITICAL)
    with detenido_en(en):
        yield
    logging.disable(logging.NOTSET)


def _persona(mundo, papel):
    return mundo.tecnicos["infraestructura"] if papel == "tecnico" else getattr(mundo, papel)


def _abiertas(cliente, direcciones, cabeceras):
    """Lo que contesta algo distinto de mandar a entrar, 403 o 404."""
    return {url for url in direcciones if cliente.get(url, headers=cabeceras).status_code == 200}


@pytest.mark.parametrize("papel", PAPELES_CON_PANTALLA)
@pytest.mark.parametrize("cabeceras", [{}, {"hx-request": "true"}], ids=["página", "htmx"])
def test_sin_el_papel_la_siguiente_peticion_ya_no_pasa(mundo, papel, cabeceras):
    """Lo que abría y ahora no debe abrir es justo lo que alguien sin papel no abre; y un envío tampoco pasa."""
    solicitud = mundo.en_estrategia() if papel in {"estrategico", "tecnico"} else mundo.presentada()
    solicitud = mundo.por_firmar() if papel == "firmante" else solicitud
    persona = _persona(mundo, papel)
    abierto, sin_papel = navegador(persona), navegador(mundo.persona())
    direcciones = sorted({u for ruta in TABLA if ruta.startswith(("flujos:", "auditoria:", "cuentas:"))
                          and ruta != "cuentas:invitacion" for u in _direcciones(ruta, mundo, [solicitud])})
    suyas = {"/auditoria/", "/cuenta/personas/", reverse("flujos:expediente", args=[solicitud.pk])}
    direcciones = sorted({*muestra(direcciones, 12, papel), *suyas})
    antes = _abiertas(abierto, direcciones, cabeceras)
    comunes = _abiertas(sin_papel, direcciones, cabeceras)
    assert antes - comunes
    nombramiento = Nombramiento.objects.get(persona=persona, papel=papel)
    otra = mundo.persona("administrador")
    revocar(nombramiento, por=otra, en=mundo.en)
    assert _abiertas(abierto, direcciones, cabeceras) == comunes
    estado = type(solicitud).objects.get(pk=solicitud.pk).estado
    for url in muestra(direcciones, 8):
        if (codigo := abierto.post(url, {"motivo": "x"}, headers=cabeceras).status_code) not in {302, 403, 404, 405, 409}:
            assert codigo == sin_papel.post(url, {"motivo": "x"}, headers=cabeceras).status_code, url
    assert type(solicitud).objects.get(pk=solicitud.pk).estado == estado


@pytest.mark.parametrize("papel", LISTAS)
def test_diez_mil_permisos_de_objeto_no_encarecen_ninguna_lista(mundo, papel):
    """Las consultas son las mismas, en número, con y sin diez mil renglones de guardian."""
    for _ in range(2):
        mundo.en_revision()
    persona = _persona(mundo, papel)
    cliente = navegador(persona)
    sin_permisos = {url: _consultas(cliente, url) for url in LISTAS[papel] * 2}
    modelo = UserObjectPermission.objects.first()
    UserObjectPermission.objects.bulk_create(
        UserObjectPermission(permission=modelo.permission, content_type=modelo.content_type, object_pk=str(n + 100_000),
                             user=persona)
        for n in range(10_000)
    )
    assert {url: _consultas(cliente, url) for url in LISTAS[papel]} == sin_permisos


def _consultas(cliente, url):
    with CaptureQueriesContext(connection) as consultas:
        assert cliente.get(url).status_code == 200, url
    return len(consultas)


def _huella():
    """Una huella por tabla, sin las de constancia."""
    huellas = {}
    for modelo in apps.get_models(include_auto_created=True):
        if modelo._meta.app_label not in CONSTANCIAS and modelo._meta.db_table not in DE_SESION \
                and not modelo._meta.proxy and modelo._meta.managed:
            filas = sorted(map(repr, modelo._base_manager.values_list()))
            huellas[modelo._meta.db_table] = hashlib.sha256("\n".join(filas).encode()).hexdigest()
    return huellas


def test_abrir_todo_como_cada_papel_no_cambia_ninguna_tabla(mundo, gente):
    casos = [mundo.borrador(), mundo.en_estrategia()]
    mundo.estandar()
    urls = sorted({_direcciones(ruta, mundo, [caso])[0] for ruta in [*TABLA, *TABLA_DE_CATALOGOS] for caso in casos})
    clientes = [navegador(quien) for quien in muestra(list(gente.values()), 2)]
    antes = _huella()
    assert len(antes) > 30
    for cliente in clientes:
        for url in urls:
            respuesta = cliente.get(url)
            if respuesta.streaming:
                b"".join(respuesta.streaming_content)
    despues = _huella()
    assert {tabla for tabla in antes if antes[tabla] != despues[tabla]} == set()


def test_la_direccion_de_una_imagen_o_documento_no_sobrevive_al_papel(mundo):
    solicitud = mundo.emitida()
    url = reverse("flujos:documento", args=[solicitud.pk, "partes"])
    cliente = navegador(mundo.presenta)
    assert cliente.get(url).status_code == 200
    revocar(Nombramiento.objects.get(persona=mundo.presenta), por=mundo.administrador, en=mundo.en)
    assert cliente.get(url).status_code == 404
