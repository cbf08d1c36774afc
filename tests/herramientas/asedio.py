"""Archivos hostiles a la puerta pública, y cuánto ocupa el servidor mientras los recibe."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from tests.archivos.hostiles import MB, ceros_comprimidos, con_flujo, pdf
from tests.archivos.test_bombas import _flujo_de_objetos_enorme, _muchos_objetos
from tests.herramientas.cliente_http import ClienteHttp, Respuesta, _codificar
from tests.herramientas.servidor_de_prueba import Servidor
from tests.medir.procesos import familia, memoria_mb

URL = "/verificar/"
CRECE_A_LO_MAS_MB = 800
UN_PROXY = {"PROXIES_DE_CONFIANZA": "1"}
CORTADO = 0  # se le contestó, o se le cerró, sin leerlo entero


def bomba() -> bytes:
    """Dos kilobytes que son 900 MB de ceros: la del ataque (A3)."""
    from pikepdf import Array, Name

    return con_flujo(zlib.compress(ceros_comprimidos(900)), Filter=Array([Name.FlateDecode] * 2))


def texto_de_sobra() -> bytes:
    """Una página que dibuja texto durante 90 MB: inflada todavía cabe."""
    letras = zlib.compress(b"BT /F1 9 Tf (" + b"a" * (90 * MB) + b") Tj ET", 9)
    return con_flujo(letras)


_HOSTILES = (bomba, texto_de_sobra, _flujo_de_objetos_enorme, _muchos_objetos, lambda: pdf() + b"\n" * (20 * MB))


def hostiles() -> list[bytes]:
    """Uno de cada clase."""
    return [hostil() for hostil in _HOSTILES]


def subir(s: Servidor, contenido: bytes, direccion: str) -> Callable[[], Respuesta]:
    """Lo que sube ese archivo a la puerta pública desde esa dirección; la conexión se prepara antes."""
    cliente = ClienteHttp(s.url)
    conexion, cuerpo = cliente._conexion(), _codificar({"archivo": _Archivo(contenido)})

    def enviar() -> Respuesta:
        conexion.connect()
        conexion.putrequest("POST", URL)
        for nombre, valor in (
            ("Cookie", "; ".join(f"{n}={v}" for n, v in cliente.galletas.items())), ("X-Forwarded-For", direccion),
            ("Content-Type", "multipart/form-data; boundary=BoUnDaRyStRiNg"), ("Content-Length", str(len(cuerpo))),
            ("Connection", "close"),
        ):
            conexion.putheader(nombre, valor)
        with suppress(ConnectionError):  # le contestaron sin leerlo entero: si alcanzó a llegar, la respuesta está ahí
            conexion.endheaders(cuerpo)
        try:
            respuesta = conexion.getresponse()
        except ConnectionError:
            return Respuesta(CORTADO, {}, b"")
        return Respuesta(respuesta.status, dict(respuesta.getheaders()), respuesta.read())

    return enviar


class _Archivo:
    name = "hostil.pdf"
    content_type = "application/pdf"

    def __init__(self, contenido: bytes) -> None:
        self._contenido = contenido

    def read(self) -> bytes:
        return self._contenido


@contextmanager
def memoria_de(s: Servidor) -> Iterator[list[float]]:
    """Cuántos megabytes (PSS) de más llegó a ocupar la familia entera del servidor, y en reposo, antes."""
    crecio, basta = [0.0], threading.Event()
    reposo = _mb(s)

    def mirar() -> None:
        while not basta.wait(0.03):
            crecio[0] = max(crecio[0], _mb(s) - reposo)

    hilo = threading.Thread(target=mirar)
    hilo.start()
    try:
        yield crecio
    finally:
        basta.set()
        hilo.join()


def _mb(s: Servidor) -> float:
    total = 0.0
    for pid in familia(s.proceso.pid):
        try:
            total += memoria_mb(pid)[1]
        except (OSError, KeyError):  # acaba de morir
            continue
    return total
