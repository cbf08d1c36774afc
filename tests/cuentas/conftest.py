"""Lo común de las pruebas del cuarto cuentas: entrar por la puerta y mirar que una página cumple la CSP."""

import re
from datetime import date

import pytest
from django.urls import reverse

from cuentas.models import Area, Ente

CONTRASENA = "contrasena-de-prueba"
PROHIBIDO = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=|\son[a-z]+=\"|javascript:", re.IGNORECASE)


@pytest.fixture
def entrar(client):
    """Entra de verdad, por el formulario; devuelve la respuesta."""

    def con(persona, contrasena=CONTRASENA, destino="/cuenta/"):
        return client.post(
            reverse("account_login"), {"login": persona.correo, "password": contrasena, "next": destino}
        )

    return con


@pytest.fixture
def ente(db):
    """Un ente ficticio."""
    return Ente.objects.create(siglas="UNO", nombre="Ente Uno", naturaleza="entidad")


@pytest.fixture
def area(db):
    """Un área dictaminadora ficticia."""
    return Area.objects.create(clave="equis", nombre="Área Equis", vigente_desde=date(2020, 1, 1))


@pytest.fixture
def sin_inline():
    """Falla si la página trae guion o estilo en línea, que la política de contenido prohíbe."""

    def revisar(respuesta):
        hallado = PROHIBIDO.search(respuesta.content.decode())
        assert hallado is None, f"{respuesta.request['PATH_INFO']}: {hallado.group()}"
        assert "'unsafe" not in respuesta.headers["Content-Security-Policy"]
        return respuesta

    return revisar
