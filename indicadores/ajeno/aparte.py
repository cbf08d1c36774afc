"""Leer fuera de aquí las tablas y los JSON que alguien sube: en otro proceso, con límites y por turno."""

from __future__ import annotations

import json
from typing import Any

from archivos.lugares import tomar_lugar
from indicadores.ajeno.ocds import Crudo
from indicadores.ajeno.tabla import NoEsTabla, Tabla
from verificador.vivero import SinRespuesta, Vivero

MAXIMO_DE_RESPUESTA = 96 * 1024 * 1024  # veinte mil filas llenas
VIVERO = Vivero("indicadores.ajeno.obrero", MAXIMO_DE_RESPUESTA)  # uno por proceso: nace con el primer archivo
NO_CABE = "no se pudo leer dentro de los límites de tiempo y memoria: pártalo en dos"


class NoSeLee(ValueError):
    """El archivo no se pudo leer; el mensaje dice por qué."""


def tabla_de(contenido: bytes) -> Tabla:
    """Las filas de un CSV cualquiera. Lanza `NoEsTabla` o `SinLugar`."""
    try:
        dicho = _pedir("tabla", contenido)
    except NoSeLee as error:
        raise NoEsTabla(str(error)) from error
    return Tabla([(fila, celdas) for fila, celdas in dicho["filas"]], dicho["codificacion"], dicho["separador"])


def contratos_de(contenido: bytes) -> list[Crudo]:
    """Los textos de cada contrato de un JSON de OCDS. Lanza `NoSeLee` o `SinLugar`."""
    crudos: list[Crudo] = _pedir("contratos", contenido)["contratos"]
    return crudos


def _pedir(labor: str, contenido: bytes) -> dict[str, Any]:
    try:
        with tomar_lugar():
            dicho: dict[str, Any] = json.loads(VIVERO.pedir({"labor": labor}, contenido))
    except (SinRespuesta, ValueError) as error:
        raise NoSeLee(NO_CABE) from error
    if "motivo" in dicho:
        raise NoSeLee(dicho["motivo"])
    return dicho
