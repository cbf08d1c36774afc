"""Un portal CKAN que contesta cualquier cosa: se dice que no respondió, sin la clave, sin seguirlo y sin colgarse."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from indicadores.abiertos import ckan

CLAVE = "clave-que-no-debe-salir"
OK = b"HTTP/1.0 200 OK\r\n\r\n"


@contextmanager
def portal_que_contesta(crudo, *, sin_fin=False):
    """La dirección de un portal que a todo contesta esos bytes, y las rutas que le pidieron."""
    pedidas = []

    class Atiende(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            pedidas.append(self.path)
            self.wfile.write(crudo)
            while sin_fin and len(pedidas) < 2:
                try:
                    self.wfile.write(b" " * 4096)
                except OSError:
                    break
            self.close_connection = True

        do_GET = do_POST

        def log_message(self, *_):
            """En silencio."""

    servidor = ThreadingHTTPServer(("127.0.0.1", 0), Atiende)
    hilo = threading.Thread(target=servidor.serve_forever, kwargs={"poll_interval": 0.02})
    hilo.start()
    try:
        yield f"http://127.0.0.1:{servidor.server_port}", pedidas
    finally:
        servidor.shutdown()
        hilo.join()
        servidor.server_close()


def _dicho(valor):
    return OK + json.dumps(valor).encode()


@pytest.mark.parametrize("crudo", [
    OK + b"<html>mantenimiento</html>", OK, OK + b"[" * 100_000, b"HTTP/1.0 200 OK\r\n",
    b"HTTP/1.0 302 Found\r\nLocation: /otro\r\n\r\n", _dicho({"success": False, "error": {"message": CLAVE}}),
    _dicho([1]), _dicho({"success": True, "result": ["x"]}), _dicho({"success": True, "result": "x"}),
    _dicho({"success": True, "result": {"resources": []}}), _dicho({"success": True, "result": {"id": "x", "resources": 5}}),
    _dicho({"success": True, "result": {"id": "x", "resources": [{"id": "r"}]}}),
    _dicho({"success": True, "result": {"id": "x", "resources": ["r"]}}),
])
def test_lo_que_no_es_la_respuesta_de_un_portal_se_dice_sin_la_clave(crudo):
    with portal_que_contesta(crudo) as (url, pedidas), pytest.raises(ckan.CkanNoResponde) as falla:
        ckan._sincronizar(ckan.Portal(url, CLAVE), None)
    assert (CLAVE in str(falla.value), pedidas) == (False, ["/api/3/action/package_show"])


def test_una_respuesta_que_no_acaba_se_corta(monkeypatch):
    monkeypatch.setattr(ckan, "RESPUESTA_MAXIMA", 20_000)
    with portal_que_contesta(OK + b"{", sin_fin=True) as (url, _), pytest.raises(ckan.CkanNoResponde):
        ckan.Portal(url, CLAVE).accion("package_show", {})


def test_un_portal_que_gotea_no_detiene_al_trabajador(monkeypatch):
    monkeypatch.setattr(ckan, "ESPERA_TOTAL_SEGUNDOS", -1)
    with portal_que_contesta(_dicho({"success": True, "result": {}})) as (url, _), pytest.raises(ckan.CkanNoResponde):
        ckan.Portal(url, CLAVE).accion("package_show", {})
