"""Muchos archivos hostiles a la vez, contra gunicorn de verdad: la memoria no crece de más y los demás no se quedan fuera.

Los tiempos se miden en `make medir` (tests/medir/puertas.py), no aquí.
"""

from __future__ import annotations

import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from archivos.lugares import PUBLICO
from config.puertas import LENTOS
from tests.herramientas import asedio
from tests.herramientas.asedio import CORTADO, CRECE_A_LO_MAS_MB, UN_PROXY, URL, memoria_de, subir
from tests.herramientas.cliente_http import CSRF, a_la_vez
from tests.herramientas.dosis import dosis
from tests.herramientas.proceso_aparte import hasta
from tests.herramientas.servidor_de_prueba import Servidor, servidor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.larga
@pytest.mark.parametrize("direcciones", [1, 50])
def test_cincuenta_archivos_hostiles_a_la_vez_no_llenan_la_memoria(direcciones, en_el_servidor):
    cuantos = dosis(12, 50)
    contenidos = asedio.hostiles()
    with memoria_de(en_el_servidor) as crecio:
        respuestas = a_la_vez(*[
            subir(en_el_servidor, contenidos[n % len(contenidos)], f"203.0.113.{n % direcciones}")
            for n in range(cuantos)
        ])
    assert [r for r in respuestas if isinstance(r, Exception)] == []
    codigos = Counter(r.codigo for r in respuestas)
    assert crecio[0] <= CRECE_A_LO_MAS_MB, (crecio, codigos)
    assert set(codigos) <= {200, 429, 503, CORTADO}, codigos
    assert codigos[200] >= 1
    for respuesta in respuestas:
        if respuesta.codigo == 503:
            assert int(respuesta.cabeceras["Retry-After"]) > 0
            assert "vuelva a intentar" in respuesta.principal
        if respuesta.codigo == 200:
            assert "inválid" not in respuesta.principal.lower()
    print(f"\n{cuantos} de {direcciones}: +{crecio[0]:.0f} MB, {dict(codigos)}")


@pytest.fixture
def en_el_servidor(mundo) -> Iterator[Servidor]:
    with servidor(entorno=UN_PROXY, hilos=8) as s:
        yield s


@pytest.mark.parametrize(("con_ficha", "codigo"), [(True, b"503"), (False, b"403")])
def test_los_cuerpos_lentos_no_se_quedan_con_los_hilos(con_ficha, codigo, en_el_servidor, mundo):
    """Cuarenta subidas que no avanzan, de cuarenta direcciones: /salud/, las páginas y quien entró siguen."""
    lentas = [_a_medias(en_el_servidor, f"198.51.100.{n}", con_ficha) for n in range(40)]
    try:
        assert en_el_servidor.cliente().get("/salud/vivo").codigo == 200
        assert en_el_servidor.cliente(mundo.recepcion).get("/bandeja/").codigo == 200
        hasta(lambda: all(map(_contesto, lentas)))  # las que tuvieron lugar, cuando se vio que no avanzan
        assert Counter(_contesto(lenta)[9:12] for lenta in lentas) == {codigo: len(lentas)}
        con_lugar = sum("dejó de llegar" in _leido(lenta) for lenta in lentas)
        assert con_lugar <= 2 * LENTOS[PUBLICO.nombre]  # de dos procesos: las demás no esperaron a que se viera
        subida = subir(en_el_servidor, b"%PDF-1.4 hola", "192.0.2.7")()
        assert (subida.codigo, "No es de este sistema" in subida.texto) == (200, True)
    finally:
        for lenta in lentas:
            lenta.close()


def _a_medias(s: Servidor, direccion: str, con_ficha: bool) -> socket.socket:
    enchufe = socket.create_connection(urlsplit(s.url).netloc.split(":"), timeout=10)
    enchufe.sendall(
        f"POST {URL} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {direccion}\r\nContent-Length: 9000000\r\n"
        f"Cookie: {con_ficha and f'{settings.CSRF_COOKIE_NAME}={CSRF}'}\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n".encode()
    )
    return enchufe


def _leido(enchufe: socket.socket) -> str:
    """La página entera con que se le contestó."""
    enchufe.settimeout(5)
    dicho = b""
    with suppress(TimeoutError, ConnectionError):
        while b"</html>" not in dicho and (trozo := enchufe.recv(65536)):
            dicho += trozo
    return dicho.decode(errors="replace")


def _contesto(enchufe: socket.socket) -> bytes:
    enchufe.setblocking(False)
    try:
        return enchufe.recv(60, socket.MSG_PEEK)
    except BlockingIOError:
        return b""


def test_si_el_proceso_muere_su_lugar_queda_libre(tmp_path, monkeypatch):
    """El candado es del sistema operativo: nadie lo guarda por nosotros."""
    import os

    from archivos import lugares

    monkeypatch.setattr(settings, "LUGARES_CARPETA", str(tmp_path / "lugares"))
    leer, escribir = os.pipe()
    hijo = os.fork()
    if hijo == 0:
        lugares.quien_pide.set(lambda: (lugares.PUBLICO, "otro"))
        with lugares.tomar_lugar():
            os.write(escribir, b"x")
            time.sleep(60)
        os._exit(0)
    os.read(leer, 1)
    assert sorted(Path(settings.LUGARES_CARPETA).glob("publico-[0-9]"))
    os.kill(hijo, 9)
    os.waitpid(hijo, 0)
    lugares.quien_pide.set(lambda: (lugares.PUBLICO, "otro"))
    try:
        with lugares.tomar_lugar():
            pass
    finally:
        lugares.quien_pide.set(None)
