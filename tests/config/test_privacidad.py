"""El aviso de privacidad dice todo lo que se guarda de las personas, y se sabe a quién avisar de una falla."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.urls import reverse

from config import privacidad

DE_TEXTO = {"CharField", "TextField", "EmailField", "JSONField", "FileField", "GenericIPAddressField", "URLField", "SlugField"}
CUARTOS = {"archivos", "bitacora", "cuentas", "dictamenes", "estandares", "flujos", "indicadores", "sessions", "admin"}


def _columnas_de_texto():
    for modelo in apps.get_models():
        if modelo._meta.app_label in CUARTOS and not modelo._meta.proxy:
            for campo in modelo._meta.local_fields:
                if campo.get_internal_type() in DE_TEXTO and not campo.choices and not campo.primary_key:
                    yield f"{modelo._meta.label}.{campo.name}"


def test_toda_columna_de_texto_esta_en_el_inventario_de_datos_personales():
    inventariadas = {columna for columnas in privacidad.PERSONALES.values() for columna in columnas}
    sin_clasificar = [
        columna for columna in _columnas_de_texto()
        if columna not in inventariadas
        and not any(columna == fuera or columna.startswith(f"{fuera}.") for fuera in privacidad.SIN_PERSONAS)
        and columna != "admin.LogEntry.object_id"
    ]
    assert sin_clasificar == []


def test_el_inventario_no_nombra_columnas_que_ya_no_existen():
    for columna in [c for columnas in privacidad.PERSONALES.values() for c in columnas]:
        cuarto, modelo, campo = columna.split(".")
        apps.get_model(cuarto, modelo)._meta.get_field(campo)
    assert set(privacidad.PERSONALES) == set(privacidad.CLASES)


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
