"""El aviso de privacidad dice todo lo que se guarda de las personas, y se sabe a quién avisar de una falla."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import reverse

from config import privacidad
from tests.herramientas import arbol

DE_TEXTO = {"CharField", "TextField", "EmailField", "JSONField", "FileField", "GenericIPAddressField", "URLField", "SlugField"}
CUARTOS = {"archivos", "bitacora", "cuentas", "dictamenes", "estandares", "flujos", "indicadores", "sessions", "admin"}


def _modelos():
    return [modelo for modelo in apps.get_models() if not modelo._meta.proxy]


def _de_texto(modelo):
    if modelo._meta.app_label in CUARTOS:
        for campo in modelo._meta.local_fields:
            if campo.get_internal_type() in DE_TEXTO and not campo.choices and not campo.primary_key:
                yield campo.name


def _declaradas(modelo):
    return [columna for columnas in privacidad.de_modelo(modelo).values() for columna in columnas]


def test_toda_columna_de_texto_dice_que_clase_de_dato_personal_guarda():
    """Se dice en `PRIVACIDAD`, junto a los campos de su modelo; la que no guarda personas, en «ninguna»."""
    sin_clase = {
        f"{Path(inspect.getfile(modelo)).relative_to(arbol.RAIZ)}: {modelo.__name__}.PRIVACIDAD": faltan
        for modelo in _modelos() if (faltan := sorted(set(_de_texto(modelo)) - set(_declaradas(modelo))))
    }
    assert sin_clase == {}


def test_lo_declarado_existe_y_cada_columna_tiene_una_sola_clase():
    for modelo in _modelos():
        columnas = _declaradas(modelo)
        assert len(columnas) == len(set(columnas)), modelo
        assert all(modelo._meta.get_field(columna) for columna in columnas), modelo
        assert privacidad.de_modelo(modelo).keys() <= {*privacidad.CLASES, privacidad.NINGUNA}, modelo
    assert all(privacidad.inventario().values()), "una clase que nadie guarda sobra en el aviso"
    assert set(privacidad.DE_BIBLIOTECAS) <= {modelo._meta.label for modelo in apps.get_models()}


@pytest.mark.django_db
def test_el_aviso_de_privacidad_explica_cada_clase_de_datos(client):
    pagina = client.get(reverse("privacidad")).content.decode()
    for clase in privacidad.CLASES.values():
        assert clase.nombre in pagina
        assert clase.conservacion in pagina


def test_security_txt_dice_a_quien_escribir_y_cuando_vence(client, settings):
    settings.SEGURIDAD_CONTACTO = "fallas@dictamenes.example"
    respuesta = client.get("/.well-known/security.txt")
    lineas = dict(linea.split(": ", 1) for linea in respuesta.content.decode().splitlines())
    assert respuesta["Content-Type"].startswith("text/plain")
    assert lineas["Contact"] == "mailto:fallas@dictamenes.example"
    assert lineas["Canonical"].endswith("/.well-known/security.txt")
    assert lineas["Expires"] > "2026"
