"""Servidor, trabajador y firmante juntos, en primer plano: si uno muere se detienen los demás, y con Ctrl-C, todos."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.ajustes_locales import JUNTOS
from config.demostracion.testigos import NOMBRES, politica_en, preparar
from config.practica.ambiente import PREFIJO
from cuentas import reloj
from dictamenes.documento.firma import instalada
from dictamenes.documento.firma.prueba import crear_credenciales

DIRECCION = "127.0.0.1"
ESPERA_SEGUNDOS = 30
GRACIA_SEGUNDOS = 30
EN_ORDEN = ("servidor", "trabajador", "firmante")  # al detener: primero deja de llegar trabajo


class Command(BaseCommand):
    """`manage.py servir --puerto 8000`; sólo para la máquina propia, nunca para producción."""

    help = "Levanta el servidor en 127.0.0.1, el trabajador y el firmante; Ctrl-C los detiene."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--puerto", type=int, default=8000, help="puerto local (8000)")
        parser.add_argument("--recargar", action="store_true", help="recarga el servidor al cambiar el código")
        parser.add_argument("--solo-comprobar", action="store_true", help="sólo dice si el puerto está libre")

    def handle(self, *args: Any, puerto: int, recargar: bool, solo_comprobar: bool, **opciones: Any) -> None:
        """Arranca, anuncia la dirección cuando ya responde y espera."""
        _exigir_libre(puerto)
        if solo_comprobar:
            return
        for aviso in (signal.SIGINT, signal.SIGTERM):
            signal.signal(aviso, signal.default_int_handler)
        procesos: dict[str, subprocess.Popen[bytes]] = {}
        if not recargar:  # quien recarga está cambiando la hoja: se le sirve de su carpeta
            _juntar_estaticos()
        _renovar_listas()
        firmante = _firmante()
        try:
            if firmante:
                procesos["firmante"] = _arrancar([sys.executable, "manage.py", "firmante"], puerto)
                _esperar(firmante, procesos)
            procesos |= {nombre: _arrancar(orden, puerto) for nombre, orden in _testigos().items()}
            procesos["servidor"] = _arrancar(_orden_del_servidor(puerto, recargar), puerto)
            procesos["trabajador"] = _arrancar([sys.executable, "manage.py", "trabajador"], puerto)
            _esperar((DIRECCION, puerto), procesos)
            self.stdout.write(self.style.SUCCESS(f"\nListo: http://localhost:{puerto}   (Ctrl-C para detener)"))
            _vigilar(procesos)
        except KeyboardInterrupt:
            self.stdout.write("\nDeteniendo…")
        finally:
            _detener([procesos[nombre] for nombre in (*EN_ORDEN, *NOMBRES) if nombre in procesos])
            if firmante:
                shutil.rmtree(Path(firmante).parent, ignore_errors=True)


def _exigir_libre(puerto: int) -> None:
    with socket.socket() as enchufe:
        enchufe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            enchufe.bind((DIRECCION, puerto))
        except (OSError, OverflowError) as error:
            raise CommandError(f"El puerto {puerto} no está libre; elija otro: PUERTO={puerto + 1}.") from error


def _renovar_listas() -> None:
    """Una lista de revocación vieja no vale: las de la autoridad de prueba se expiden otra vez al arrancar."""
    carpeta = getattr(settings, "CREDENCIALES", None)
    if carpeta and Path(carpeta).is_dir():
        crear_credenciales(Path(carpeta), [], en=reloj.ahora(), contrasena_sello=settings.FIRMA_SELLO_CONTRASENA)


def _juntar_estaticos() -> None:
    """Como en producción: la primera visita baja 90 kB y no 280."""
    os.environ[JUNTOS] = "1"
    orden = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(orden, check=True)  # noqa: S603 orden propia, sin terminal


def _orden_del_servidor(puerto: int, recargar: bool) -> list[str]:
    orden = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi", "--workers", "1"]
    orden += ["--bind", f"{DIRECCION}:{puerto}"]
    return [*orden, "--reload"] if recargar else orden


def _arrancar(orden: list[str], puerto: int) -> subprocess.Popen[bytes]:
    # En su propia sesión: Ctrl-C llega sólo aquí y cada proceso se detiene una vez y en orden.
    ambiente = {**os.environ, "PUERTO": str(puerto), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(orden, env=ambiente, start_new_session=True)  # noqa: S603 orden propia, sin terminal


def _testigos() -> dict[str, list[str]]:
    """Los de la demostración, con su política puesta para el trabajador y la web."""
    base = Path(settings.FIRMANTE_CARPETA).parent / "testigos"
    if ordenes := preparar(base):
        os.environ["BITACORA_TESTIGOS"] = str(politica_en(base))
    return ordenes


def _firmante() -> str:
    """Dónde escuchará el firmante, en una carpeta corta y sólo de esta cuenta; vacío donde no puede vivir aparte."""
    if not hasattr(socket, "SO_PEERCRED") or not instalada.tiene_sello():
        return ""
    ruta = str(Path(tempfile.mkdtemp(prefix="firmante-")) / "s")
    os.environ[f"{PREFIJO if settings.PRACTICA else ''}FIRMANTE_SOCKET"] = ruta  # la práctica sólo lee las suyas
    return ruta


def _esperar(direccion: tuple[str, int] | str, procesos: dict[str, subprocess.Popen[bytes]]) -> None:
    limite = time.monotonic() + ESPERA_SEGUNDOS
    familia = socket.AF_UNIX if isinstance(direccion, str) else socket.AF_INET
    while time.monotonic() < limite:
        _exigir_vivos(procesos)
        with socket.socket(familia) as enchufe:
            if enchufe.connect_ex(direccion) == 0:
                return
        time.sleep(0.1)
    raise CommandError(f"Un proceso no respondió en {ESPERA_SEGUNDOS} segundos.")


def _vigilar(procesos: dict[str, subprocess.Popen[bytes]]) -> None:
    while True:
        _exigir_vivos(procesos)
        time.sleep(0.5)


def _exigir_vivos(procesos: dict[str, subprocess.Popen[bytes]]) -> None:
    for nombre, proceso in procesos.items():
        if proceso.poll() is not None:
            raise CommandError(f"El {nombre} se detuvo solo (código {proceso.returncode}); su mensaje está arriba.")


def _detener(procesos: list[subprocess.Popen[bytes]]) -> None:
    """En orden: primero deja de llegar trabajo (el servidor) y después se detiene quien lo hace."""
    for proceso in procesos:
        if proceso.poll() is None:
            proceso.terminate()
        try:
            proceso.wait(GRACIA_SEGUNDOS)
        except subprocess.TimeoutExpired:
            proceso.kill()
            proceso.wait()
