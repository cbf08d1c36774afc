"""Un proxy en la propia máquina que deja pasar y guarda, byte por byte, todo lo que el navegador envía."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

DE_CADA_TRAMO = {"connection", "proxy-connection", "keep-alive", "transfer-encoding"}


class Grabadora(ThreadingHTTPServer):
    """Lo que salió del navegador: cada petición con su renglón, sus cabeceras y su cuerpo."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Paso)
        self.enviado: list[bytes] = []

    @property
    def direccion(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Paso(BaseHTTPRequestHandler):
    server: Grabadora

    def pasar(self) -> None:
        cuerpo = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.enviado.append(self.raw_requestline + bytes(self.headers) + cuerpo)
        destino = urlsplit(self.path)
        conexion = http.client.HTTPConnection(destino.hostname or "", destino.port or 80)
        cabeceras = {n: v for n, v in self.headers.items() if n.lower() not in DE_CADA_TRAMO}
        conexion.request(self.command, destino._replace(scheme="", netloc="").geturl(), cuerpo, cabeceras)
        respuesta = conexion.getresponse()
        contenido = respuesta.read()
        self.send_response(respuesta.status)
        for nombre, valor in respuesta.getheaders():
            if nombre.lower() not in DE_CADA_TRAMO | {"content-length", "date", "server"}:
                self.send_header(nombre, valor)
        self.send_header("Content-Length", str(len(contenido)))
        self.end_headers()
        self.wfile.write(contenido)
        conexion.close()

    do_GET = do_POST = do_HEAD = pasar

    def log_message(self, *args: object) -> None:
        """Callado."""


@contextmanager
def grabadora() -> Iterator[Grabadora]:
    """Una escuchando, en su hilo."""
    suya = Grabadora()
    hilo = Thread(target=suya.serve_forever, daemon=True)
    hilo.start()
    try:
        yield suya
    finally:
        suya.shutdown()
        suya.server_close()
