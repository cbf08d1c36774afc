"""Un cable que se puede cortar: un proxy TCP en loopback que pasa todo, no contesta, tarda o corta la respuesta."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

TROZO = 65_536


class Cable(socketserver.ThreadingTCPServer):
    """`modo`: «pasa», «cortado» (cuelga al conectar), «mudo» (acepta y calla) o «trunca» (corta la respuesta)."""

    daemon_threads = allow_reuse_address = True

    def __init__(self, destino: tuple[str, int], bytes_al_truncar: int = 4000) -> None:
        self.destino, self.modo, self.bytes_al_truncar, self.conexiones = destino, "pasa", bytes_al_truncar, 0
        self.abiertas: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), _Tramo)

    def poner(self, modo: str) -> None:
        """Cambia de modo y corta lo que ya estaba tendido: un cliente conserva sus conexiones."""
        self.modo = modo
        for enchufe in list(self.abiertas):
            with suppress(OSError):
                enchufe.shutdown(socket.SHUT_RDWR)

    @property
    def url(self) -> str:
        """La dirección del cable."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Tramo(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.server.conexiones += 1
        self.server.abiertas.add(self.request)
        try:
            self._atender()
        finally:
            self.server.abiertas.discard(self.request)

    def _atender(self) -> None:
        if self.server.modo == "cortado":
            return
        if self.server.modo == "mudo":
            with suppress(OSError):
                while self.request.recv(TROZO):
                    pass
            return
        with socket.create_connection(self.server.destino) as otro:
            ida = threading.Thread(target=self._pasar, args=(self.request, otro, None), daemon=True)
            ida.start()
            tope = self.server.bytes_al_truncar if self.server.modo == "trunca" else None
            self._pasar(otro, self.request, tope)
            with suppress(OSError):
                self.request.shutdown(socket.SHUT_RDWR)

    @staticmethod
    def _pasar(de: socket.socket, a: socket.socket, tope: int | None) -> None:
        pasados = 0
        with suppress(OSError):
            while trozo := de.recv(TROZO):
                if tope is not None and pasados + len(trozo) > tope:
                    a.sendall(trozo[: tope - pasados])
                    return
                a.sendall(trozo)
                pasados += len(trozo)


@contextmanager
def cable(destino: tuple[str, int], **opciones: int) -> Iterator[Cable]:
    """Un cable tendido hasta `destino` mientras dura el bloque."""
    with Cable(destino, **opciones) as tendido:
        hilo = threading.Thread(target=tendido.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        hilo.start()
        try:
            yield tendido
        finally:
            tendido.shutdown()
            hilo.join()
