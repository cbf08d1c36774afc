"""Lo que pesa el servidor recién arrancado, como en producción, y lo que baja una primera visita."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from tests.herramientas.primera_visita import bytes_de, estaticos_de_produccion, primera_visita
from tests.herramientas.servidor_de_prueba import entorno_de_proceso
from tests.medir.medida import Medida
from tests.medir.procesos import familia, memoria_mb
from tests.mundo import Mundo

PROCESOS = 2
ESPERA_SEGUNDOS = 90
META_KB = 95


def medir(mundo: Mundo) -> Iterator[Medida]:
    """Un renglón de memoria y uno por cada página con que alguien empieza."""
    with _gunicorn() as pid:
        cifras = [memoria_mb(uno) for uno in familia(pid)]
    mayor, entre_todos = max(rss for rss, _ in cifras[1:]), sum(pss for _, pss in cifras)
    yield Medida("memoria", f"Recién arrancado: maestro y {PROCESOS} procesos web",
                 f"{mayor:.0f} MB RSS cada uno · {entre_todos:.0f} MB PSS entre todos", "", "", "≤ 120 MB",
                 {"rss_mb": mayor, "pss_total_mb": entre_todos})
    with tempfile.TemporaryDirectory() as carpeta, estaticos_de_produccion(Path(carpeta)):
        for nombre, ruta, persona in (("la portada", "/", None), ("la bandeja", "/bandeja/", mundo.recepcion)):
            pesan = {pedido: bytes_de(respuesta) for pedido, respuesta in primera_visita(ruta, persona).items()}
            kb = sum(pesan.values()) / 1000
            yield Medida("memoria", f"Primera visita a {nombre}, por la red", f"{kb:.1f} kB", "", "", f"≤ {META_KB} kB",
                         {"bytes": pesan})


@contextmanager
def _gunicorn() -> Iterator[int]:
    orden = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi", "--workers", str(PROCESOS),
             "--bind", "unix:"]
    with tempfile.TemporaryDirectory() as carpeta:
        orden[-1] += f"{carpeta}/enchufe"
        proceso = subprocess.Popen(orden, env=entorno_de_proceso(), cwd=settings.RAIZ, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        try:
            _quietos(proceso.pid)
            yield proceso.pid
        finally:
            proceso.terminate()
            proceso.wait(60)


def _quietos(pid: int) -> None:
    """Hasta que están todos y ya no crecen."""
    limite, antes = time.monotonic() + ESPERA_SEGUNDOS, 0.0
    while time.monotonic() < limite:
        ahora = sum(memoria_mb(uno)[0] for uno in familia(pid))
        if len(familia(pid)) > PROCESOS and abs(ahora - antes) < 1:
            return
        antes = ahora
        time.sleep(3)
