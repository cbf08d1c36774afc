"""El verificador en un proceso aparte: un archivo hostil agota sus límites, no al sistema.

Un obrero (intérprete nuevo, un solo hilo) carga las bibliotecas y la carpeta de confianza una vez; por cada archivo se
bifurca en un hijo con memoria, procesador y tiempo acotados, sin red y sin poder escribir ni lanzar otros programas.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TypedDict, Unpack

from verificador.veredictos import INVALIDA, Dictado

SIN_RESPUESTA = Dictado(INVALIDA, "El verificador no pudo revisar el archivo.")


class Opciones(TypedDict, total=False):
    """Lo que se exige del archivo; `momento`: hora (con zona) en que se juzga, y sin ella la del reloj."""

    requeridos: Iterable[str]
    firmantes: dict[str, str]
    momento: datetime | None


class Verificador:
    """Contexto que verifica uno o muchos archivos con la misma carpeta de raíces y las mismas exigencias."""

    def __init__(
        self,
        raices: str | Path,
        *,
        requeridos: Iterable[str] = (),
        firmantes: dict[str, str] | None = None,
        momento: datetime | None = None,
    ) -> None:
        """`raices`: carpeta de confianza. `momento`: hora (con zona) en que se juzga; None = la del reloj."""
        self._configuracion = {
            "raices": os.path.abspath(raices) if str(raices) else "",
            "requeridos": list(requeridos),
            "firmantes": dict(firmantes or {}),
            "momento": momento.isoformat() if momento else None,
        }
        self._obrero: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Verificador:
        return self

    def __exit__(
        self, tipo: type[BaseException] | None, error: BaseException | None, rastro: TracebackType | None
    ) -> None:
        self.cerrar()

    def verificar(self, archivo: str | Path) -> Dictado:
        """Dictado del archivo; no lanza por nada que traiga o le pase al archivo."""
        ruta = os.path.abspath(archivo)
        for _ in range(2):  # si el obrero murió entre archivos, se repone una vez
            try:
                return self._preguntar(ruta)
            except (OSError, ValueError, KeyError):
                self.cerrar()
        return SIN_RESPUESTA

    def cerrar(self) -> None:
        """Termina al obrero."""
        obrero, self._obrero = self._obrero, None
        if obrero is None:
            return
        obrero.kill()
        obrero.wait()
        for tubo in filter(None, (obrero.stdin, obrero.stdout)):
            with suppress(OSError):  # al cerrar se vacía lo pendiente hacia quien ya no está
                tubo.close()

    def _preguntar(self, ruta: str) -> Dictado:
        obrero = self._obrero or self._arrancar()
        assert obrero.stdin is not None  # los dos tubos se piden al arrancarlo
        assert obrero.stdout is not None
        pedido = json.dumps({**self._configuracion, "archivo": ruta}) + "\n"
        obrero.stdin.write(pedido.encode("ascii"))
        obrero.stdin.flush()
        respuesta = json.loads(obrero.stdout.readline())
        return Dictado(respuesta["veredicto"], respuesta["motivo"])

    def _arrancar(self) -> subprocess.Popen[bytes]:
        paquete = Path(__file__).resolve().parent.parent
        self._obrero = subprocess.Popen(  # noqa: S603  (orden fija, sin intérprete de comandos)
            [sys.executable, "-P", "-m", "verificador.obrero"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": str(paquete), "PYTHONIOENCODING": "utf-8", "PATH": os.defpath},
            cwd="/",
        )
        return self._obrero


def verificar_archivos(
    archivos: Iterable[str], raices: str | Path, **opciones: Unpack[Opciones]
) -> Iterator[tuple[str, Dictado]]:
    """(archivo, dictado) de cada uno, en orden; `opciones` como en Verificador."""
    with Verificador(raices, **opciones) as verificador:
        for archivo in archivos:
            yield archivo, verificador.verificar(archivo)


def verificar_bytes(pdf: bytes, raices: str | Path, **opciones: Unpack[Opciones]) -> Dictado:
    """Dictado de un PDF recibido (p. ej. subido por una persona), sin abrirlo en este proceso."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as temporal, Verificador(raices, **opciones) as verificador:
        temporal.write(pdf)
        temporal.flush()
        return verificador.verificar(temporal.name)
