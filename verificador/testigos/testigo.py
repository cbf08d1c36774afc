"""El testigo (C2SP tlog-witness): cofirma una bitácora sólo si le agregó al final de lo que ya le vio.

Lo corre quien no administra el sistema: la Contraloría, el Congreso, una universidad. Una carpeta con su llave y su
memoria (SQLite) es todo lo que tiene. Compara y guarda en la misma transacción, antes de contestar. Lo que no casa y
trae la firma buena de la bitácora se guarda junto a lo que antes vio: las dos notas prueban que hubo dos historias.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import socket

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from verificador.testigos import notas
from verificador.testigos.mosaicos import consistente
from verificador.testigos.notas import Checkpoint, FirmaFalsa, Llave, Nota, NotaIlegible

LLAVE, MEMORIA = "llave", "memoria.sqlite3"
MAXIMO_DE_CUERPO = notas.MAXIMO_DE_NOTA + 4096
RENGLONES_DE_PRUEBA = 63
EVIDENCIAS_MAXIMAS = 1000
A_LA_VEZ, SEGUNDOS, SIN_LUGAR = 64, 10, 1.0
TEXTO, TAMANO = "text/plain; charset=utf-8", "text/x.tlog.size"
TABLAS = """
CREATE TABLE visto (origen TEXT PRIMARY KEY, n INTEGER NOT NULL, raiz BLOB NOT NULL, nota BLOB NOT NULL) STRICT;
CREATE TABLE evidencia (
    origen TEXT NOT NULL, en INTEGER NOT NULL, motivo TEXT NOT NULL, antes BLOB NOT NULL, despues BLOB NOT NULL,
    UNIQUE (origen, antes, despues)
) STRICT;
"""


class TestigoInservible(RuntimeError):
    """La carpeta no es la de un testigo, ya lo era, o perdió su memoria; el texto dice qué hacer."""


@dataclass(frozen=True)
class Respuesta:
    """Lo que se contesta."""

    codigo: int
    cuerpo: str
    tipo: str = TEXTO


@dataclass(frozen=True)
class Evidencia:
    """Dos notas de la misma bitácora que no pueden ser ciertas a la vez."""

    origen: str
    en: int
    motivo: str
    antes: bytes
    despues: bytes


class Testigo:
    """Su llave, su memoria y las bitácoras que conoce (por su origen; cada una puede tener varias llaves)."""

    def __init__(self, carpeta: Path, bitacoras: Sequence[Llave], reloj: Callable[[], float] = time.time) -> None:
        """`TestigoInservible` si falta su llave o su memoria: sin ella no se estrena otra, se retira al testigo."""
        self._memoria, self._reloj = carpeta / MEMORIA, reloj
        if not self._memoria.is_file():
            raise TestigoInservible(f"«{carpeta}» no trae su memoria: este testigo se retira y se crea otro.")
        self.nombre, self._privada = leer_llave(carpeta)
        self.llave = Llave(self.nombre, notas.DE_TESTIGO, notas.publica_de(self._privada))
        self._bitacoras: dict[str, list[Llave]] = {}
        for una in bitacoras:
            self._bitacoras.setdefault(una.nombre, []).append(una)

    def agregar(self, cuerpo: bytes) -> Respuesta:
        """`add-checkpoint`: 200 con la cofirma, o 400, 403, 404, 409 (con el tamaño que recuerda) o 422."""
        try:
            antes, prueba, nota = leer_pedido(cuerpo)
            cabeza = notas.leer_checkpoint(nota)
        except NotaIlegible as error:
            return Respuesta(400, f"{error}\n")
        if cabeza.origen not in self._bitacoras:
            return Respuesta(404, "no conozco esa bitácora\n")
        if not self._firmada(nota, cabeza):
            return Respuesta(403, "no trae una firma de esa bitácora que yo conozca\n")
        if antes > cabeza.n:
            return Respuesta(400, "el tamaño anterior es mayor que el nuevo\n")
        return self._comparar(antes, prueba, nota, cabeza)

    def evidencias(self) -> list[Evidencia]:
        """Lo que guardó por no casar, en orden."""
        with closing(self._abrir()) as base:
            filas = base.execute("SELECT origen, en, motivo, antes, despues FROM evidencia ORDER BY rowid").fetchall()
        return [Evidencia(*fila) for fila in filas]

    def _comparar(self, antes: int, prueba: list[bytes], nota: Nota, cabeza: Checkpoint) -> Respuesta:
        """Todo en una transacción que no deja pasar a otra: nadie contesta con lo que otro ya cambió."""
        with closing(self._abrir()) as base, base:
            base.execute("BEGIN IMMEDIATE")
            fila = base.execute("SELECT n, raiz, nota FROM visto WHERE origen = ?", [cabeza.origen]).fetchone()
            n, raiz, vista = fila or (0, b"", b"")
            if cabeza.n == n and raiz and cabeza.raiz != raiz:
                self._guardar(base, cabeza, vista, nota, "otra raíz con el mismo tamaño")
                return Respuesta(409, f"{n}\n", TAMANO)
            if antes != n:
                return Respuesta(409, f"{n}\n", TAMANO)
            if not consistente(n, cabeza.n, raiz, cabeza.raiz, prueba):
                if vista:
                    self._guardar(base, cabeza, vista, nota, "no prueba que sólo se agregó al final")
                return Respuesta(422, "la prueba de consistencia no vale\n")
            base.execute(
                "INSERT INTO visto VALUES (?, ?, ?, ?) ON CONFLICT (origen) DO UPDATE SET n = excluded.n, "
                "raiz = excluded.raiz, nota = excluded.nota", [cabeza.origen, cabeza.n, cabeza.raiz, nota.entera],
            )
        return Respuesta(200, notas.cofirmar(nota.texto, self.nombre, self._privada, int(self._reloj())).renglon())

    def _guardar(self, base: sqlite3.Connection, cabeza: Checkpoint, vista: bytes, nota: Nota, motivo: str) -> None:
        hay = base.execute("SELECT count(*) FROM evidencia WHERE origen = ?", [cabeza.origen]).fetchone()[0]
        if hay < EVIDENCIAS_MAXIMAS:
            fila = [cabeza.origen, int(self._reloj()), motivo, vista, nota.entera]
            base.execute("INSERT OR IGNORE INTO evidencia VALUES (?, ?, ?, ?, ?)", fila)

    def _firmada(self, nota: Nota, cabeza: Checkpoint) -> bool:
        with suppress(FirmaFalsa):
            return any(notas.firmas_de(nota, llave) for llave in self._bitacoras[cabeza.origen])
        return False

    def _abrir(self) -> sqlite3.Connection:
        base = sqlite3.connect(self._memoria, timeout=SEGUNDOS, isolation_level=None)
        base.execute("PRAGMA synchronous=FULL")
        return base


def crear(carpeta: Path, nombre: str) -> Llave:
    """Estrena un testigo: su llave y su memoria vacía. `TestigoInservible` si ahí ya hay uno."""
    notas.exigir_nombre(nombre)
    carpeta.mkdir(parents=True, exist_ok=True, mode=0o700)
    if (carpeta / LLAVE).exists() or (carpeta / MEMORIA).exists():
        raise TestigoInservible(f"En «{carpeta}» ya hay un testigo.")
    with closing(sqlite3.connect(carpeta / MEMORIA)) as base:
        base.executescript(TABLAS)
    privada = Ed25519PrivateKey.generate()
    secreto = privada.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    with open(os.open(carpeta / LLAVE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as archivo:
        archivo.write(f"{nombre}\n{secreto.hex()}\n")
    return Llave(nombre, notas.DE_TESTIGO, notas.publica_de(privada))


def leer_pedido(cuerpo: bytes) -> tuple[int, list[bytes], Nota]:
    """Tamaño anterior, prueba y nota de un `add-checkpoint`. `NotaIlegible` si no tiene su forma."""
    cabecera, hay, nota = cuerpo.partition(b"\n\n")
    try:
        primero, *prueba = cabecera.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise NotaIlegible("la prueba no es ASCII") from error
    if not hay or not primero.startswith("old ") or len(prueba) > RENGLONES_DE_PRUEBA:
        raise NotaIlegible("el pedido debe traer «old N», la prueba, un renglón vacío y el checkpoint")
    return notas.entero(primero[4:]), [notas.de_base64(uno, 32) for uno in prueba], notas.leer_nota(nota)


def escribir_pedido(antes: int, prueba: Sequence[bytes], nota: Nota) -> bytes:
    """El cuerpo de un `add-checkpoint`."""
    return "\n".join([f"old {antes}", *map(notas.en_base64, prueba), "", ""]).encode() + nota.entera


class Servidor(ThreadingHTTPServer):
    """Atiende a varios, hasta `A_LA_VEZ`; los demás esperan poco y, si no hay lugar, se les cierra."""

    daemon_threads = True
    request_queue_size = A_LA_VEZ

    def __init__(self, direccion: tuple[str, int], testigo: Testigo) -> None:
        self.testigo, self._lugares = testigo, threading.BoundedSemaphore(A_LA_VEZ)
        super().__init__(direccion, _Atencion)

    def process_request(self, request: socket | tuple[bytes, socket], client_address: object) -> None:
        """Sin lugar no se abre otro hilo."""
        if not self._lugares.acquire(timeout=SIN_LUGAR):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: socket | tuple[bytes, socket], client_address: object) -> None:
        """El lugar se devuelve pase lo que pase."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._lugares.release()


class _Atencion(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "testigo", ""
    timeout = SEGUNDOS
    server: Servidor

    def do_POST(self) -> None:
        largo = self.headers.get("Content-Length", "")
        if not largo.isdecimal() or int(largo) > MAXIMO_DE_CUERPO:
            self.close_connection = True
            self._contestar(Respuesta(400, "diga cuánto mide el pedido, y que no pase de lo debido\n"))
        elif self.path.rstrip("/").rpartition("/")[2] != "add-checkpoint":
            self.rfile.read(int(largo))
            self._contestar(Respuesta(404, "sólo atiendo add-checkpoint\n"))
        else:
            self._contestar(self.server.testigo.agregar(self.rfile.read(int(largo))))

    def do_GET(self) -> None:
        """Quién es, para copiar su llave."""
        self._contestar(Respuesta(200, f"{self.server.testigo.llave.vkey}\n"))

    def log_message(self, format: str, *args: object) -> None:
        """Nada: lo que importa queda en su memoria."""

    def _contestar(self, respuesta: Respuesta) -> None:
        cuerpo = respuesta.cuerpo.encode()
        self.send_response(respuesta.codigo)
        self.send_header("Content-Type", respuesta.tipo)
        self.send_header("Content-Length", str(len(cuerpo)))
        self.end_headers()
        self.wfile.write(cuerpo)


def leer_llave(carpeta: Path) -> tuple[str, Ed25519PrivateKey]:
    """Su nombre y su llave. `TestigoInservible` si no está."""
    try:
        nombre, secreto = (carpeta / LLAVE).read_text(encoding="utf-8").split()
        return nombre, Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secreto))
    except (OSError, ValueError) as error:
        raise TestigoInservible(f"«{carpeta}» no trae la llave de un testigo: «verificador testigo crear».") from error
