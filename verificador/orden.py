"""La orden de línea de comandos, la misma para `python -m verificador` y `manage.py verificar_pdf`."""

from __future__ import annotations

import argparse
import json
from typing import Any, TextIO

from verificador.raices import cargar_raices
from verificador.subproceso import verificar_archivos
from verificador.veredictos import Dictado, RaicesInservibles

TODO_VALIDO = 0
ALGO_NO_VALIDO = 1


def agregar_argumentos(analizador: argparse.ArgumentParser) -> None:
    """Los argumentos comunes a las dos órdenes."""
    analizador.add_argument("archivos", nargs="+", metavar="ARCHIVO", help="PDF por verificar")
    analizador.add_argument(
        "--raices", metavar="DIR", help="únicas raíces, intermedios (*.cer), CRL (*.crl) y OCSP (*.ocsp) de confianza"
    )
    analizador.add_argument("--requeridos", metavar="CAMPO,…", default="", help="campos que deben estar firmados")
    analizador.add_argument("--firmantes", metavar="CAMPO=RFC,…", default="", help="quién debe firmar cada campo")
    analizador.add_argument("--json", action="store_true", help="un objeto JSON por línea")


def correr(opciones: dict[str, Any], raices: str, salida: TextIO, errores: TextIO) -> int:
    """Verifica, escribe una línea por archivo y devuelve 0 sólo si todos son válidos (si no, 1).

    ValueError si `--firmantes` no tiene la forma CAMPO=RFC.
    """
    requeridos, firmantes = partir(opciones["requeridos"]), partir_firmantes(opciones["firmantes"])
    _avisar_de_raices(raices, errores)
    todo_valido = True
    for archivo, dictado in verificar_archivos(
        opciones["archivos"], raices, requeridos=requeridos, firmantes=firmantes
    ):
        todo_valido = todo_valido and dictado.es_valida
        salida.write(_linea(archivo, dictado, opciones["json"], salida) + "\n")
        salida.flush()
    return TODO_VALIDO if todo_valido else ALGO_NO_VALIDO


def partir(texto: str) -> list[str]:
    """`A, B` → [A, B]; ignora lo vacío."""
    return [parte.strip() for parte in texto.split(",") if parte.strip()]


def partir_firmantes(texto: str) -> dict[str, str]:
    """`CAMPO=RFC,…` → {CAMPO: RFC}; ValueError si algo no tiene esa forma."""
    firmantes = {}
    for parte in partir(texto):
        campo, igual, rfc = (trozo.strip() for trozo in parte.partition("="))
        if not (campo and igual and rfc):
            raise ValueError(f"«{parte}» no tiene la forma CAMPO=RFC.")
        firmantes[campo] = rfc.upper()
    return firmantes


def _avisar_de_raices(raices: str, errores: TextIO) -> None:
    try:
        cargar_raices(raices)
    except RaicesInservibles as error:
        errores.write(f"{error}\n")


def _linea(archivo: str, dictado: Dictado, en_json: bool, salida: TextIO) -> str:
    """Texto de un archivo, aunque su nombre o la terminal no admitan todos los caracteres."""
    if not en_json:
        return _representable(f"{archivo}: {dictado.veredicto} — {dictado.motivo}", salida)
    objeto = dictado.como_dict(archivo)
    linea = json.dumps(objeto, ensure_ascii=False)
    return linea if _representable(linea, salida) == linea else json.dumps(objeto)


def _representable(texto: str, salida: TextIO) -> str:
    codificacion = getattr(salida, "encoding", None) or "utf-8"
    return texto.encode(codificacion, "backslashreplace").decode(codificacion)
