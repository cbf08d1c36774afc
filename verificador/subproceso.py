"""El verificador en un proceso aparte: un archivo hostil agota sus límites, no al sistema."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TypedDict, Unpack

from verificador.veredictos import NO_REVISADA, Dictado
from verificador.vivero import SinRespuesta, Vivero, ViveroCaido

MAXIMO_DE_RESPUESTA = 64 * 1024
SIN_RESPUESTA = Dictado(NO_REVISADA, "No se pudo revisar. El verificador no respondió.")
EXCEDIDO = Dictado(NO_REVISADA, "No se pudo revisar. El PDF agota el tiempo o la memoria permitidos.")


VIVERO = Vivero("verificador.obrero", MAXIMO_DE_RESPUESTA)  # uno por proceso: nace con el primer PDF


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
        vivero: Vivero | None = None,
    ) -> None:
        """`raices`: carpeta de confianza. `momento`: hora (con zona) en que se juzga; None = la del reloj.

        `vivero`: el de quien verifica seguido y no quiere lanzar otro cada vez; al salir del contexto se cierra.
        """
        self._configuracion = {
            "raices": os.path.abspath(raices) if str(raices) else "",
            "requeridos": list(requeridos),
            "firmantes": dict(firmantes or {}),
            "momento": momento.isoformat() if momento else None,
        }
        self._vivero = vivero or Vivero("verificador.obrero", MAXIMO_DE_RESPUESTA)

    def __enter__(self) -> Verificador:
        return self

    def __exit__(
        self, tipo: type[BaseException] | None, error: BaseException | None, rastro: TracebackType | None
    ) -> None:
        self._vivero.cerrar()

    def verificar(self, archivo: str | Path) -> Dictado:
        """Dictado del archivo; no lanza por nada que traiga o le pase al archivo."""
        return self._preguntar(os.path.abspath(archivo), b"")

    def verificar_bytes(self, pdf: bytes) -> Dictado:
        """Dictado de un PDF recibido, sin abrirlo en este proceso."""
        return self._preguntar("", pdf)

    def _preguntar(self, ruta: str, pdf: bytes) -> Dictado:
        try:
            respuesta = json.loads(self._vivero.pedir({**self._configuracion, "archivo": ruta}, pdf))
            return Dictado(respuesta["veredicto"], respuesta["motivo"])
        except ViveroCaido:
            return SIN_RESPUESTA
        except (SinRespuesta, ValueError, KeyError, TypeError):
            return EXCEDIDO


def verificar_archivos(
    archivos: Iterable[str], raices: str | Path, **opciones: Unpack[Opciones]
) -> Iterator[tuple[str, Dictado]]:
    """(archivo, dictado) de cada uno, en orden; `opciones` como en Verificador."""
    with Verificador(raices, **opciones) as verificador:
        for archivo in archivos:
            yield archivo, verificador.verificar(archivo)


def verificar_bytes(pdf: bytes, raices: str | Path, **opciones: Unpack[Opciones]) -> Dictado:
    """Dictado de un PDF recibido (p. ej. subido por una persona), sin abrirlo en este proceso.

    El vivero queda para el siguiente: lanzarlo costaba casi un segundo por archivo.
    """
    return Verificador(raices, vivero=VIVERO, **opciones).verificar_bytes(pdf)
