"""Un servidor SMTP de verdad, en un puerto de loopback, que también sabe fallar."""

from __future__ import annotations

import email
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from typing import Any


class SesionSMTP(socketserver.StreamRequestHandler):
    """El mínimo de RFC 5321. `codigos` contesta con un código a un destinatario; `cortes` cuelga tras recibir."""

    def handle(self) -> None:
        self._decir("220 prueba")
        for linea in iter(self.rfile.readline, b""):
            orden, renglon = linea[:4].upper().strip(), linea.decode(errors="replace")
            if orden == b"QUIT":
                return
            if orden == b"DATA":
                if not self._recibir():
                    return
            elif orden == b"RCPT":
                self._decir(next((f"{c} no" for d, c in self.server.codigos.items() if d in renglon), "250 prueba"))
            else:
                self._decir("250 prueba")

    def _recibir(self) -> bool:
        self._decir("354 siga")
        lineas = list(iter(self.rfile.readline, b".\r\n"))
        self.server.vistos.append(email.message_from_bytes(b"".join(lineas)))
        if self.server.cortes > 0:
            self.server.cortes -= 1
            return False
        self._decir("250 recibido")
        return True

    def _decir(self, texto: str) -> None:
        self.wfile.write(texto.encode() + b"\r\n")


class ServidorSMTP(socketserver.ThreadingTCPServer):
    """El servidor y lo que ha recibido."""

    daemon_threads = allow_reuse_address = True

    def __init__(self, direccion: tuple[str, int]) -> None:
        self.vistos: list[Message] = []
        self.codigos: dict[str, int] = {}
        self.cortes = 0
        super().__init__(direccion, SesionSMTP)

    def identidades(self) -> list[str]:
        """El Message-ID de cada mensaje recibido, sin repetir: un correo repetido cuenta como uno."""
        return sorted({str(m["Message-ID"]) for m in self.vistos})


@contextmanager
def escuchando(puerto: int = 0) -> Iterator[ServidorSMTP]:
    """Un servidor encendido mientras dura el bloque."""
    with ServidorSMTP(("127.0.0.1", puerto)) as servidor:
        hilo = threading.Thread(target=servidor.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        hilo.start()
        try:
            yield servidor
        finally:
            servidor.shutdown()
            hilo.join()


def apuntar(settings: Any, puerto: int) -> None:
    """Los ajustes de correo hacia ese puerto."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", puerto
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False


def puerto_libre() -> int:
    """Un puerto en el que nadie escucha."""
    with socket.create_server(("127.0.0.1", 0)) as enchufe:
        return enchufe.getsockname()[1]
