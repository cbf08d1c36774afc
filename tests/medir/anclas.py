"""Verificar una exportación de la bitácora: contra leer JSON y calcular SHA-256, y si la memoria crece."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.medir.medida import Medida, cpu_propia_ms
from verificador import anclas, exportacion
from verificador.arbol import Arbol
from verificador.cadena import ORIGEN
from verificador.exportacion import Exportacion
from verificador.hojas import raiz
from verificador.lectura import SIN_SELLO, recorrer
from verificador.renglon import Renglon, calcular

EVENTOS = 1_000_000
ANCLAS = 200
VUELTAS = 3
META, META_INCREMENTAL = "≥ 0.45×", "< 5 s"
SAL = "5a" * 16


def medir(eventos: int = EVENTOS) -> Iterator[Medida]:
    """El recorrido entero contra el lazo desnudo, la memoria de la orden y lo que cuesta seguir desde la última ancla.

    Las anclas van sin firmar: juzgar un sello cuesta lo mismo con mil eventos que con un millón.
    """
    with TemporaryDirectory(prefix="dictamenes-medir-anclas-") as carpeta:
        chica, entera = Path(carpeta) / "chica", Path(carpeta) / "entera"
        sembrar(chica, max(eventos // 10, 10))
        sembrar(entera, eventos)
        yield _razon(entera, eventos)
        yield from _orden(chica, entera, eventos)


def sembrar(carpeta: Path, eventos: int) -> None:
    """Una exportación en carpeta con esa cantidad de eventos bien encadenados y unas doscientas anclas."""
    carpeta.mkdir()
    cada, previo, arbol, hechas = max(eventos // ANCLAS, 1), ORIGEN, Arbol(), []
    with (carpeta / exportacion.EVENTOS).open("wb") as archivo:
        for n in range(1, eventos + 1):
            datos = {"hacia": "en_requisitos", "folio": f"SGD-SDTE-2026-{n:07d}", "ente": n % 90, "tipo": "bienes"}
            en = f"2026-03-02T16:00:00.{n % 1_000_000:06d}+00:00"
            huella = raiz(n, datos, SAL)
            crudo = Renglon(n, en, "usuario:7", "solicitud.presentada", f"solicitud:{n}", huella, previo, "", SAL, datos, 2)
            previo = calcular(crudo)
            archivo.write(exportacion.linea(crudo._replace(eslabon=previo)))
            arbol.agregar(previo)
            if n % cada == 0:
                hechas.append(anclas.siguiente(hechas[-1] if hechas else None, arbol, previo, en))
    (carpeta / exportacion.ANCLAS).write_bytes(b"".join(map(exportacion.linea_de_ancla, hechas)))
    (carpeta / exportacion.INDICE).write_bytes(exportacion.indice(eventos, previo))


def _razon(carpeta: Path, eventos: int) -> Medida:
    def propia() -> None:
        resultado = recorrer(Exportacion(carpeta).renglones(), Exportacion(carpeta).anclas())
        assert resultado.integra, resultado
        assert resultado.revisados == eventos

    def piso() -> None:
        with (carpeta / exportacion.EVENTOS).open("rb") as archivo:
            for crudo in archivo:
                hashlib.sha256(json.dumps(json.loads(crudo)).encode()).hexdigest()

    cuesta, desnudo = _mejor(propia), _mejor(piso)
    return Medida(
        "anclas", f"Verificar {eventos:,} eventos exportados", f"{eventos / cuesta * 1000:,.0f} eventos/s",
        f"JSON + SHA-256 {eventos / desnudo * 1000:,.0f}/s", f"{desnudo / cuesta:.2f}×", META,
        datos={"eventos": eventos, "cpu_ms": cuesta, "piso_ms": desnudo},
    )


def _mejor(hacer: Callable[[], None]) -> float:
    """La vuelta de menos CPU: lo demás es de otros en la máquina."""
    return min(cpu_propia_ms(hacer, 1) for _ in range(VUELTAS))


def _orden(chica: Path, entera: Path, eventos: int) -> Iterator[Medida]:
    _, memoria_chica = _correr(chica)
    tarda, memoria = _correr(entera)
    yield Medida(
        "anclas", "Memoria de la orden con diez veces más eventos", f"{memoria / 1024:.0f} MB",
        f"con la décima parte {memoria_chica / 1024:.0f} MB", f"{memoria / memoria_chica:.2f}×", "≤ 1.10×",
        datos={"kb": memoria, "kb_decima": memoria_chica, "segundos": tarda},
    )
    ultima = max(ancla.numero for ancla in Exportacion(entera).anclas())
    sigue, _ = _correr(entera, "--desde-ancla", str(ultima - 1))
    yield Medida(
        "anclas", "Seguir desde la penúltima ancla", f"{sigue:.2f} s", f"todo {tarda:.1f} s", f"{sigue / tarda:.2f}×",
        META_INCREMENTAL, datos={"segundos": sigue, "eventos": eventos},
    )


def _correr(*argumentos: object) -> tuple[float, int]:
    """Segundos y memoria máxima (kB) de la orden en su propio proceso."""
    inicio = time.monotonic()
    orden = [sys.executable, "-m", "verificador", "bitacora", *map(str, argumentos)]
    proceso = subprocess.Popen(orden, stdout=subprocess.DEVNULL, cwd=Path(__file__).parents[2])
    _, estado, uso = os.wait4(proceso.pid, 0)
    proceso.returncode = os.waitstatus_to_exitcode(estado)
    assert proceso.returncode == SIN_SELLO, "la exportación sembrada no salió íntegra"
    return time.monotonic() - inicio, uso.ru_maxrss
