"""Un proxy de loopback como el de producción: HTTP y HTTPS en el mismo puerto, y sus propias X-Forwarded-*."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

SALUDO_TLS = b"\x16"
NO_PASAN = ("x-forwarded-", "connection", "transfer-encoding")


def certificado(carpeta: Path) -> None:
    """Deja en `carpeta` un certificado de un día para localhost (`tls.pem`) y su llave (`tls.key`)."""
    llave = ec.generate_private_key(ec.SECP256R1())
    nombre = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    ahora = datetime.now(UTC)
    otros = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    emitido = (
        x509.CertificateBuilder().subject_name(nombre).issuer_name(nombre).public_key(llave.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(ahora - timedelta(hours=1))
        .not_valid_after(ahora + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(otros), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(llave, hashes.SHA256())
    )
    (carpeta / "tls.pem").write_bytes(emitido.public_bytes(serialization.Encoding.PEM))
    (carpeta / "tls.key").write_bytes(llave.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))


class ProxyTLS(ThreadingHTTPServer):
    """Escucha en `puerto` y pasa todo a `destino`; con `galleta`, toda petición lleva esa sesión."""

    daemon_threads = True

    def __init__(self, puerto: int, destino: int, carpeta: Path, galleta: str = ""):
        super().__init__(("127.0.0.1", puerto), _Pasar)
        self.destino, self.galleta = destino, galleta
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(carpeta / "tls.pem", carpeta / "tls.key")

    def finish_request(self, request, client_address):
        """El primer byte dice si llega TLS; el saludo se hace en el hilo de la petición."""
        if request.recv(1, socket.MSG_PEEK) == SALUDO_TLS:
            request = self.tls.wrap_socket(request, server_side=True)
        super().finish_request(request, client_address)

    def handle_error(self, request, client_address):
        """Quien califica corta conexiones a medias: no es falla del sitio."""


class _Pasar(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def _pasar(self) -> None:
        cabeceras = {k: v for k, v in self.headers.items() if not k.lower().startswith(NO_PASAN)}
        cabeceras["X-Forwarded-Proto"] = "https" if isinstance(self.connection, ssl.SSLSocket) else "http"
        cabeceras["X-Forwarded-For"] = self.client_address[0]
        if self.server.galleta:
            cabeceras["Cookie"] = "; ".join(filter(None, (cabeceras.get("Cookie"), self.server.galleta)))
        cuerpo = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        conexion = http.client.HTTPConnection("127.0.0.1", self.server.destino, timeout=20)
        conexion.request(self.command, self.path, cuerpo or None, cabeceras)
        respuesta = conexion.getresponse()
        self.send_response_only(respuesta.status, respuesta.reason)
        for nombre, valor in respuesta.getheaders():
            if nombre.lower() not in NO_PASAN:
                self.send_header(nombre, valor)
        self.end_headers()
        self.wfile.write(respuesta.read())
        conexion.close()

    do_GET = do_HEAD = do_POST = do_OPTIONS = _pasar

    def log_message(self, *partes):
        """Callado."""
