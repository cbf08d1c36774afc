"""Ninguna redirección sale del sitio, diga lo que diga `next` o las cabeceras de htmx."""

from __future__ import annotations

import logging
from urllib.parse import quote, urlsplit

import pytest
from django.urls import reverse

from tests.seguridad.recorrido_urls import deshecho, navegador
from tests.seguridad.tabla_de_rutas import TABLA, TABLA_DE_CATALOGOS
from tests.seguridad.test_matriz_de_rutas import _direcciones

pytestmark = pytest.mark.django_db
AFUERA = (
    "//malo.example", "///malo.example", "https:malo.example", "https:/malo.example", "https://malo.example",
    "\\malo.example", "\\\\malo.example", "/\\malo.example", "/\\/malo.example", "http:///malo.example", "\t//malo.example",
    "/\t/malo.example", "javascript:alert(1)", "data:text/html,x", "//testserver@malo.example", "https://testserver.malo.example",
    "/%0d%0aLocation:%20//malo.example", "%0d%0aSet-Cookie:a=b", "/\r\nSet-Cookie: a=b", "//malo.example/%2f..", "\u2028//malo.example",
    "/.malo.example", "//[::1]@malo.example", "http:\\\\malo.example", "￼//malo.example", "//malo。example",
)
NOMBRES = ("next", "siguiente", "volver", "url", "redirect", "return", "success_url")


@pytest.fixture(autouse=True)
def _callado():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def _sale(respuesta):
    """A dónde manda, si no es a este sitio."""
    hallados = []
    for nombre in ("Location", "HX-Redirect", "HX-Location", "HX-Push-Url", "HX-Replace-Url", "Refresh"):
        destino = respuesta.get(nombre, "")
        limpio = destino.replace("\\", "/").strip()
        partes = urlsplit(limpio)
        if limpio and (partes.netloc not in ("", "testserver") or partes.scheme not in ("", "http", "https")
                       or limpio.startswith("//") or "\r" in destino or "\n" in destino):
            hallados.append(f"{nombre}: {destino}")
    if "a=b" in str(respuesta.cookies):
        hallados.append("galleta ajena")
    return hallados


@pytest.mark.parametrize("destino", AFUERA)
def test_entrar_y_salir_no_llevan_fuera(mundo, destino):
    datos = {"login": mundo.recepcion.correo, "password": "contrasena-de-prueba", "next": destino}
    entrada = navegador().post("/cuenta/entrar/", datos)
    assert entrada.status_code == 302
    assert _sale(entrada) == []
    en_la_direccion = navegador().post(f"/cuenta/entrar/?next={quote(destino)}", {**datos, "next": ""})
    assert _sale(en_la_direccion) == []
    assert _sale(navegador(mundo.recepcion).post("/cuenta/salir/", {"next": destino})) == []
    assert _sale(navegador(mundo.recepcion).get(f"/cuenta/entrar/?next={quote(destino)}")) == []
    assert _sale(navegador(mundo.recepcion).post("/cuenta/confirmar-identidad/", {
        "password": "contrasena-de-prueba", "next": destino})) == []


@pytest.mark.parametrize("destino", AFUERA)
def test_la_puerta_de_los_catalogos_no_lleva_fuera(mundo, destino):
    """De `/catalogos/login/?next=…` se va a la entrada con ese `next`, y al entrar se vuelve al sitio."""
    for url in (f"/catalogos/login/?next={quote(destino)}", f"/catalogos/?next={quote(destino)}"):
        cliente = navegador()
        puerta = cliente.get(url)
        assert _sale(puerta) == []
        entrada = cliente.post(puerta["Location"], {"login": mundo.administrador.correo,
                                                    "password": "contrasena-de-prueba"})
        assert _sale(entrada) == []


def test_ninguna_vista_redirige_fuera(mundo):
    """Toda dirección, con y sin sesión, por GET y POST, con cada nombre que suele mandar a otra parte."""
    expediente = [mundo.presentada()]
    rutas = {_direcciones(ruta, mundo, expediente)[0] for ruta in [*TABLA, *TABLA_DE_CATALOGOS]}
    fallas = []
    cabeceras = {"hx-request": "true", "hx-current-url": "https://malo.example/", "referer": "https://malo.example/"}
    datos = dict.fromkeys(NOMBRES, "//malo.example")
    consulta = "?" + "&".join(f"{nombre}=//malo.example" for nombre in NOMBRES)
    for persona in (None, mundo.recepcion, mundo.presenta, mundo.administrador):
        cliente = navegador(persona)
        for url in sorted(rutas):
            for pedir in (lambda u: cliente.get(u + consulta, headers=cabeceras),  # noqa: B023
                          lambda u: cliente.post(u + consulta, datos, headers=cabeceras),  # noqa: B023
                          lambda u: cliente.post(u, datos)):  # noqa: B023
                if "salir" in url:
                    cliente = navegador(persona)
                with deshecho():
                    fallas += [f"{url} {falla}" for falla in _sale(pedir(url))]
    assert fallas == []


def test_una_barra_de_mas_no_convierte_la_ruta_en_otro_sitio():
    for url in ("//malo.example/", "//malo.example/cuenta/entrar", "/%2f%2fmalo.example", "/\\malo.example/"):
        assert _sale(navegador().get(url)) == []


def test_el_siguiente_bueno_si_se_respeta(mundo):
    destino = reverse("cuentas:avisos")
    datos = {"login": mundo.recepcion.correo, "password": "contrasena-de-prueba", "next": destino}
    assert navegador().post("/cuenta/entrar/", datos)["Location"] == destino
