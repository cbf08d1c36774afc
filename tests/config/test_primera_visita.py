"""La primera visita cabe en 95 kB, y lo estático no se vuelve a pedir."""

from __future__ import annotations

import pytest

from tests.herramientas.primera_visita import bytes_de, estaticos_de_produccion, primera_visita

KB = 1000
TOPE = 95 * KB
COMPRIMIDOS = (".css", ".js", ".svg")


@pytest.mark.django_db
def test_la_primera_visita_cabe_y_lo_estatico_dura(mundo, tmp_path):
    mundo.presentada()
    with estaticos_de_produccion(tmp_path):
        for ruta, persona in (("/", None), ("/bandeja/", mundo.recepcion)):
            respuestas = primera_visita(ruta, persona)
            assert {respuesta.status_code for respuesta in respuestas.values()} == {200}
            assert any(".woff2" in pedido for pedido in respuestas)
            assert any("sonora." in pedido and pedido.endswith(".css") for pedido in respuestas)
            pesan = {pedido: bytes_de(respuesta) for pedido, respuesta in respuestas.items()}
            assert sum(pesan.values()) <= TOPE, pesan
            for pedido in list(respuestas)[1:]:
                assert "immutable" in respuestas[pedido]["Cache-Control"], pedido
                assert not pedido.endswith(COMPRIMIDOS) or respuestas[pedido]["Content-Encoding"] == "gzip", pedido
