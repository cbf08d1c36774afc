"""Un antivirus para las pruebas: clamd de verdad con una firma local que conoce EICAR, o un servidor que habla igual.

`con_clamd()` usa el primero si el programa está en la máquina (Debian: apt install clamav-daemon) y si no el segundo;
dice cuál. El servidor propio también sirve para lo que uno de verdad no hace a petición: cortar, callar o equivocarse.
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import socketserver
import subprocess
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TOPE = 3 * 1024 * 1024  # bytes por archivo, en los dos
FIRMA = "Prueba.EICAR"
ESPERA_SEGUNDOS = 60


@contextmanager
def con_clamd(carpeta: Path, firma: bytes) -> Iterator[tuple[str, str]]:
    """Dirección y cuál es («clamd» o «propio»)."""
    programa = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin")
    if programa:
        with _de_verdad(programa, carpeta, firma) as url:
            yield url, "clamd"
    else:
        with ServidorPropio(firma) as propio:
            yield propio.url, "propio"


@contextmanager
def _de_verdad(programa: str, carpeta: Path, firma: bytes) -> Iterator[str]:
    base, enchufe, ajustes = carpeta / "firmas", carpeta / "clamd.sock", carpeta / "clamd.conf"
    base.mkdir()
    (base / "prueba.ndb").write_text(f"{FIRMA}:0:*:{firma.hex()}\n")
    ajustes.write_text(
        f"Foreground yes\nDatabaseDirectory {base}\nLocalSocket {enchufe}\nStreamMaxLength {TOPE}\nMaxThreads 2\n"
        f"TemporaryDirectory {carpeta}\nConcurrentDatabaseReload no\n"
    )
    registro = (carpeta / "clamd.log").open("wb")
    proceso = subprocess.Popen([programa, "-c", str(ajustes)], stdout=registro, stderr=registro)
    try:
        limite = time.monotonic() + ESPERA_SEGUNDOS
        while not enchufe.exists():
            assert proceso.poll() is None, (carpeta / "clamd.log").read_text()
            assert time.monotonic() < limite, "clamd no arrancó"
            time.sleep(0.1)
        yield f"unix://{enchufe}"
    finally:
        os.kill(proceso.pid, signal.SIGTERM)
        proceso.wait(ESPERA_SEGUNDOS)
        registro.close()


class ServidorPropio:
    """INSTREAM por TCP. `modo`: normal, corta (cuelga a media subida), calla (no contesta), a_medias o error."""

    def __init__(self, firma: bytes, modo: str = "normal") -> None:
        self.firma, self.modo, self.recibidos = firma, modo, []
        self._servidor = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _atender(self))
        self._servidor.daemon_threads = True
        self.url = f"tcp://127.0.0.1:{self._servidor.server_address[1]}"

    def __enter__(self) -> ServidorPropio:
        threading.Thread(target=self._servidor.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._servidor.shutdown()
        self._servidor.server_close()

    def responder(self, contenido: bytes | None) -> bytes:
        """Lo que se contesta a un archivo; None si se pasó del tope."""
        if contenido is None:
            return b"INSTREAM size limit exceeded. ERROR\0"
        self.recibidos.append(contenido)
        if self.modo == "error":
            return b"stream: Can't allocate memory ERROR\0"
        if self.modo == "a_medias":
            return b"stream: O"
        return b"stream: %s FOUND\0" % FIRMA.encode() if self._infectado(contenido) else b"stream: OK\0"

    def _infectado(self, contenido: bytes) -> bool:
        if self.firma in contenido:
            return True
        if not zipfile.is_zipfile(io.BytesIO(contenido)):
            return False
        with zipfile.ZipFile(io.BytesIO(contenido)) as paquete:
            return any(self._infectado(paquete.read(nombre)) for nombre in paquete.namelist())


def _atender(duenio: ServidorPropio) -> type[socketserver.StreamRequestHandler]:
    class Atencion(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            orden = self.rfile.read(len(b"zINSTREAM\0"))
            if orden != b"zINSTREAM\0":
                self.wfile.write(b"UNKNOWN COMMAND\0")
            elif duenio.modo != "corta":
                contenido = self._leer()
                if duenio.modo != "calla":
                    self.wfile.write(duenio.responder(contenido))

        def _leer(self) -> bytes | None:
            recibido = b""
            while largo := int.from_bytes(self.rfile.read(4), "big"):
                recibido += self.rfile.read(largo)
                if len(recibido) > TOPE:
                    return None
            return recibido

    return Atencion
