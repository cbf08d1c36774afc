"""Un SUSTITUTO de CKAN: habla su API de acciones por HTTP en esta máquina, porque CKAN no cabe en una rueda.

Reproduce lo que usa el envío (CKAN 2.9 a 2.11): `package_show`, `package_create`, `package_update`, `resource_create`,
`resource_update` y `resource_delete`; sobre {success, result|error}, 403 sin clave, 404 NotFound, 409 ValidationError
al repetir un nombre, `package_update` que borra los recursos que no se le mandan, y formularios de varias partes con
`upload`. Además falla a petición: `fallas` son, en orden, «500», «corta» (hace y no contesta) o «» (contesta bien).
"""

from __future__ import annotations

import hashlib
import json
import threading
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

CLAVE = "clave-de-prueba"


class NoHay(Exception):
    """404 NotFound."""


class NoVale(Exception):
    """409 ValidationError."""


class Ckan:
    """El portal: sus conjuntos, lo que se le pidió y cómo debe fallar."""

    def __init__(self) -> None:
        self.conjuntos: dict[str, dict[str, Any]] = {}
        self.subidos: dict[str, bytes] = {}
        self.pedidas: list[str] = []
        self.fallas: list[str] = []
        self._n = 0

    def __enter__(self) -> Ckan:
        portal = self

        class Atiende(_Atiende):
            ckan = portal

        self._servidor = ThreadingHTTPServer(("127.0.0.1", 0), Atiende)
        self._hilo = threading.Thread(target=self._servidor.serve_forever, kwargs={"poll_interval": 0.02})
        self._hilo.start()
        self.url = f"http://127.0.0.1:{self._servidor.server_port}"
        return self

    def __exit__(self, *_: object) -> None:
        self._servidor.shutdown()
        self._hilo.join()
        self._servidor.server_close()

    @property
    def recursos(self) -> dict[str, bytes]:
        """El contenido de cada recurso del único conjunto, por nombre."""
        [conjunto] = self.conjuntos.values()
        return {r["name"]: self.subidos[r["id"]] for r in conjunto["resources"]}

    def nuevo_id(self) -> str:
        """Un identificador que no se repite."""
        self._n += 1
        return f"id-{self._n}"

    def package_show(self, datos: dict[str, Any]) -> Any:
        """Por id o por nombre."""
        for conjunto in self.conjuntos.values():
            if datos["id"] in (conjunto["id"], conjunto["name"]):
                return conjunto
        raise NoHay

    def package_create(self, datos: dict[str, Any]) -> Any:
        """El nombre es único."""
        if any(c["name"] == datos["name"] for c in self.conjuntos.values()):
            raise NoVale
        nuevo = {**datos, "id": self.nuevo_id(), "resources": []}
        self.conjuntos[nuevo["id"]] = nuevo
        return nuevo

    def package_update(self, datos: dict[str, Any]) -> Any:
        """Sustituye todo: los recursos que no vienen se pierden."""
        actual = self.package_show(datos)
        actual.clear()
        actual.update({"resources": [], **datos})
        return actual

    def resource_create(self, datos: dict[str, Any], contenido: bytes) -> Any:
        """Se agrega al conjunto; CKAN admite dos con el mismo nombre."""
        nuevo = {**datos, "id": self.nuevo_id()}
        self.package_show({"id": datos["package_id"]})["resources"].append(nuevo)
        self.subidos[nuevo["id"]] = contenido
        return nuevo

    def resource_update(self, datos: dict[str, Any], contenido: bytes) -> Any:
        """Sustituye el recurso y su archivo."""
        recurso = self._recurso(datos["id"])
        recurso.clear()
        recurso.update(datos)
        self.subidos[datos["id"]] = contenido
        return recurso

    def resource_delete(self, datos: dict[str, Any]) -> None:
        """Lo quita."""
        borrado = self._recurso(datos["id"])
        for conjunto in self.conjuntos.values():
            conjunto["resources"] = [r for r in conjunto["resources"] if r is not borrado]

    def _recurso(self, suyo: str) -> dict[str, Any]:
        for conjunto in self.conjuntos.values():
            for recurso in conjunto["resources"]:
                if recurso["id"] == suyo:
                    return recurso
        raise NoHay


class _Atiende(BaseHTTPRequestHandler):
    ckan: Ckan

    def do_POST(self) -> None:  # http.server lo llama así
        accion = self.path.removeprefix("/api/3/action/")
        cuerpo = self.rfile.read(int(self.headers["Content-Length"]))
        self.ckan.pedidas.append(accion)
        falla = self.ckan.fallas.pop(0) if self.ckan.fallas else ""
        if falla == "500":
            return self._contestar(500, {"success": False})
        if self.headers.get("Authorization") != CLAVE:
            return self._contestar(403, {"success": False, "error": {"__type": "Authorization Error"}})
        codigo, contesta = self._hacer(accion, cuerpo)
        if falla == "corta":
            self.close_connection = True
            return None
        return self._contestar(codigo, contesta)

    def _hacer(self, accion: str, cuerpo: bytes) -> tuple[int, dict[str, Any]]:
        datos, contenido = self._leer(cuerpo)
        try:
            hecho = getattr(self.ckan, accion)(datos, *([] if contenido is None else [contenido]))
        except NoHay:
            return 404, {"success": False, "error": {"__type": "Not Found Error"}}
        except NoVale:
            return 409, {"success": False, "error": {"__type": "Validation Error"}}
        return 200, {"success": True, "result": hecho}

    def _leer(self, cuerpo: bytes) -> tuple[dict[str, Any], bytes | None]:
        tipo = self.headers["Content-Type"]
        if tipo == "application/json":
            return json.loads(cuerpo), None
        mensaje = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {tipo}\r\n\r\n".encode() + cuerpo)
        campos = {p.get_param("name", header="content-disposition"): p for p in mensaje.iter_parts()}
        contenido = campos.pop("upload").get_payload(decode=True)
        datos = {nombre: parte.get_payload(decode=True).decode() for nombre, parte in campos.items()}
        assert hashlib.sha256(contenido).hexdigest() == datos["hash"], "llegó otra cosa"
        return datos, contenido

    def _contestar(self, codigo: int, cuerpo: dict[str, Any]) -> None:
        escrito = json.dumps(cuerpo).encode()
        self.send_response(codigo)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(escrito)))
        self.end_headers()
        self.wfile.write(escrito)

    def log_message(self, *_: object) -> None:
        """En silencio."""
