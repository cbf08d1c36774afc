"""Con los ajustes de producción, toda respuesta —también las de error, los estáticos y las descargas— va envuelta."""

from __future__ import annotations

import logging

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from config import ajustes as produccion
from config import portada
from tests.seguridad.recorrido_urls import ENTRADA

pytestmark = pytest.mark.django_db
DE_PRODUCCION = ("SECURE_", "SESSION_COOKIE_", "CSRF_COOKIE_", "X_FRAME_OPTIONS", "CONTENT_SECURITY_POLICY", "MIDDLEWARE")
EXIGIDAS = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}
CSP = {
    "default-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'", "script-src 'self'",
    "style-src 'self'",
}
EN_CAJA_DE_ARENA = {"default-src 'none'", "sandbox"}  # la descarga de un archivo ajeno
ANONIMAS = {
    "portada": (200, "get", "/"), "no existe": (404, "get", "/no-existe/"), "sin entrar": (302, "get", "/bandeja/"),
    "carácter nulo": (400, "get", "/?a=%00"), "verbo que no se usa": (405, "put", "/"),
    "sólo recibe formularios": (405, "post", "/indicadores/"), "estático": (200, "get", "/estaticos/sonora/sonora.css"),
    "estático que no existe": (404, "get", "/estaticos/no.css"), "json": (404, "get", "/estandares/999.json"),
    "invitación vencida": (410, "get", "/cuenta/invitacion/x/"), "csv": (200, "get", "/indicadores/tablero.csv"),
    "entrar": (200, "get", "/cuenta/entrar/"), "verificar": (200, "get", "/verificar/"),
}


@pytest.fixture(autouse=True)
def _ajustes_de_produccion(settings):
    for nombre in dir(produccion):
        if nombre.startswith(DE_PRODUCCION):
            setattr(settings, nombre, getattr(produccion, nombre))
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def _pedir(verbo, url, persona=None, **opciones):
    cliente = Client(raise_request_exception=False, enforce_csrf_checks=opciones.pop("csrf", False))
    if persona:
        cliente.force_login(persona, backend=ENTRADA)
    return getattr(cliente, verbo)(url, secure=opciones.pop("secure", True), **opciones)


def _faltan(respuesta):
    faltan = {n: respuesta.get(n) for n, valor in EXIGIDAS.items() if respuesta.get(n) != valor}
    politica = respuesta.get("Content-Security-Policy", "")
    dichas = {parte.strip() for parte in politica.split(";")}
    sin = (EN_CAJA_DE_ARENA if "sandbox" in dichas else CSP) - dichas
    inseguras = [palabra for palabra in ("unsafe", "*", "http:") if palabra in politica]
    return faltan, sin, inseguras


def _exigir(respuesta, codigo):
    assert respuesta.status_code == codigo
    assert _faltan(respuesta) == ({}, set(), [])
    for nombre, galleta in respuesta.cookies.items():
        assert nombre.startswith("__Host-")
        assert galleta["secure"]
        assert galleta["httponly"]
        assert galleta["samesite"] in {"Lax", "Strict"}
        assert galleta["path"] == "/"
        assert not galleta["domain"]
        assert len(galleta.value) <= 4096


@pytest.mark.parametrize("caso", ANONIMAS)
def test_toda_respuesta_sin_sesion_va_envuelta(caso):
    codigo, verbo, url = ANONIMAS[caso]
    _exigir(_pedir(verbo, url), codigo)


def test_por_http_a_secas_sólo_se_redirige_al_mismo_sitio_con_tls():
    respuesta = _pedir("get", "/cuenta/entrar/?next=/bandeja/", secure=False)
    assert (respuesta.status_code, respuesta["Location"]) == (301, "https://testserver/cuenta/entrar/?next=/bandeja/")
    assert "default-src 'none'" in respuesta["Content-Security-Policy"]


@pytest.mark.parametrize(("falla", "codigo"), [(RuntimeError("por dentro"), 500), (OperationalError("sin base"), 503)])
def test_una_falla_nuestra_tambien_y_no_dice_que_paso(monkeypatch, mundo, falla, codigo):
    def fallar():
        raise falla

    monkeypatch.setattr(portada, "textos", fallar)
    for persona in (None, mundo.recepcion):
        respuesta = _pedir("get", "/", persona)
        _exigir(respuesta, codigo)
        assert str(falla).encode() not in respuesta.content
        assert b"Traceback" not in respuesta.content


def test_sin_base_en_que_buscar_la_sesion_tampoco_se_pierden(monkeypatch, mundo):
    """La cabecera que impide guardar la página no puede ir a preguntarle a la base quién es."""
    cliente = Client(raise_request_exception=False)
    cliente.force_login(mundo.recepcion, backend=ENTRADA)

    def sin_base(*args, **kwargs):
        raise OperationalError("sin base")

    monkeypatch.setattr("cuentas.acceso.motor_de_sesiones.SessionStore.load", sin_base)
    _exigir(cliente.get("/", secure=True), 503)


def test_lo_que_no_cabe_lo_que_no_se_entiende_y_lo_falsificado(mundo):
    largo = _pedir("post", "/cuenta/entrar/", data="a=" + "b" * 3_000_000,
                   content_type="application/x-www-form-urlencoded")
    _exigir(largo, 413)
    _exigir(_pedir("post", "/cuenta/entrar/", data=b"a", content_type="text/plain; charset=utf-7"), 415)
    _exigir(_pedir("post", "/cuenta/entrar/", csrf=True), 403)
    _exigir(_pedir("get", "/", headers={"host": "malo.example"}), 400)


def test_las_paginas_con_sesion_sus_errores_y_sus_descargas(mundo):
    solicitud = mundo.emitida()
    anexo = solicitud.anexos.first()
    esperadas = {
        reverse("flujos:bandeja"): (mundo.recepcion, 200), reverse("auditoria:bitacora"): (mundo.recepcion, 403),
        reverse("flujos:expediente", args=[2**62]): (mundo.recepcion, 404),
        reverse("flujos:cancelar", args=[solicitud.pk]): (mundo.coordinacion, 302),
        reverse("flujos:anexo", args=[anexo.pk]): (mundo.presenta, 200),
        reverse("flujos:acuse_pdf", args=[solicitud.pk]): (mundo.presenta, 200),
        reverse("flujos:documento", args=[solicitud.pk, "partes"]): (mundo.presenta, 200),
        reverse("dictamenes:publico", args=[solicitud.dictamen.clave]): (mundo.presenta, 200),
    }
    for url, (persona, codigo) in esperadas.items():
        respuesta = _pedir("get", url, persona)
        _exigir(respuesta, codigo)
        assert "no-store" in respuesta["Cache-Control"], url
        if "Content-Disposition" in respuesta and respuesta["Content-Type"] != "application/pdf":
            assert respuesta["Content-Disposition"].startswith("attachment"), url


def test_una_petición_que_no_se_puede_hacer_ahora_va_envuelta(mundo):
    solicitud = mundo.presentada()
    respuesta = _pedir("post", reverse("flujos:cancelar", args=[solicitud.pk]), mundo.coordinacion,
                       data={"motivo": "Duplicada", "ficha": "9.9.9"})
    _exigir(respuesta, 409)


@pytest.mark.parametrize("url", ["/salud/vivo", "/salud/listo"])
def test_las_señales_de_salud_tambien(url):
    respuesta = _pedir("get", url)
    assert respuesta.status_code in {200, 503}
    assert _faltan(respuesta) == ({}, set(), [])


def test_entrar_da_una_galleta_nueva_con_todas_sus_marcas(mundo):
    datos = {"login": mundo.recepcion.correo, "password": "contrasena-de-prueba"}
    respuesta = _pedir("post", "/cuenta/entrar/", data=datos)
    _exigir(respuesta, 302)
    assert {*respuesta.cookies} >= {"__Host-sesion", "__Host-csrf"}
    assert "no-store" in respuesta["Cache-Control"]


def test_al_salir_el_navegador_borra_lo_que_guardo(mundo):
    respuesta = _pedir("post", "/cuenta/salir/", mundo.recepcion)
    _exigir_salida(respuesta)


def _exigir_salida(respuesta):
    assert respuesta.status_code == 302
    assert respuesta["Clear-Site-Data"] == '"cache", "storage"'
    assert _faltan(respuesta) == ({}, set(), [])
