"""Las páginas de error, dibujadas sin petición ni base: accesibles y útiles."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

pytestmark = pytest.mark.navegador

CODIGOS = (400, 403, 404, 409, 413, 429, 500, 503)


@pytest.mark.parametrize("codigo", CODIGOS)
def test_la_pagina_de_error_es_accesible_y_cabe_en_un_telefono(
    codigo, pagina, consola, live_server, revisar_axe, sin_desborde
):
    html = render_to_string(
        f"{codigo}.html", {"referencia": "3F9A2C11", "diferencias": [{"campo": "Cantidad", "suyo": "4", "actual": "6"}]}
    )
    consola.permitidos.append(str(codigo))
    direccion = f"{live_server.url}/error-de-muestra/"
    pagina.route(
        direccion, lambda ruta: ruta.fulfill(status=codigo, content_type="text/html; charset=utf-8", body=html)
    )
    pagina.goto(direccion)
    revisar_axe(pagina)
    sin_desborde(pagina)
