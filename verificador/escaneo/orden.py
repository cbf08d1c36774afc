"""`python -m verificador escaneo ORIGINAL.pdf ESCANEO…` y `manage.py cotejar_escaneo`: la misma, sin base de datos."""

from __future__ import annotations

import argparse
import json
from typing import Any, TextIO

from verificador.escaneo.cotejo import COTEJADO, DUDOSO, RECHAZADO, Cotejo
from verificador.escaneo.puerta import NoSeLee, cotejar
from verificador.obrero import leer_archivo
from verificador.veredictos import Rechazo

SALIDAS = {COTEJADO: 0, RECHAZADO: 1, DUDOSO: 3}
NO_SE_PUDO = 2


def agregar_argumentos(analizador: argparse.ArgumentParser) -> None:
    """Los argumentos comunes a las dos órdenes."""
    analizador.add_argument("original", metavar="ORIGINAL.pdf", help="el PDF que se imprimió")
    analizador.add_argument("escaneos", nargs="+", metavar="ESCANEO", help="PDF, TIFF, JPEG o PNG, en cualquier orden")
    analizador.add_argument("--json", action="store_true", help="el cotejo, hoja por hoja, en JSON")


def correr_sola(argumentos: list[str], salida: TextIO, errores: TextIO) -> int:
    """La de `python -m verificador`."""
    analizador = argparse.ArgumentParser("verificador escaneo", description="Coteja un escaneo con su original.")
    agregar_argumentos(analizador)
    return correr(vars(analizador.parse_args(argumentos)), salida, errores)


def correr(opciones: dict[str, Any], salida: TextIO, errores: TextIO) -> int:
    """0: cotejado; 1: rechazado; 3: dudoso; 2: un archivo no se pudo leer, y dice cuál."""
    nombres = [opciones["original"], *opciones["escaneos"]]
    contenidos = []
    for nombre in nombres:
        try:
            contenidos.append(leer_archivo(nombre))
        except Rechazo as motivo:
            errores.write(f"{nombre}: {motivo}\n")
            return NO_SE_PUDO
    try:
        cotejo = cotejar(contenidos[0], contenidos[1:])
    except NoSeLee as motivo:
        errores.write(f"{nombres[motivo.cual + 1]}: {motivo}\n")
        return NO_SE_PUDO
    salida.write(_en_json(cotejo, nombres[1:]) if opciones["json"] else _en_palabras(cotejo))
    return SALIDAS[cotejo.veredicto]


def _en_json(cotejo: Cotejo, nombres: list[str]) -> str:
    dicho = cotejo.como_dict()
    for hoja in dicho["hojas"]:
        hoja["archivo"] = nombres[hoja["archivo"]]
        hoja["pagina"] += 1
    return json.dumps(dicho, ensure_ascii=False) + "\n"


def _en_palabras(cotejo: Cotejo) -> str:
    renglones = [f"{cotejo.veredicto}: {cotejo.frase}", *(f"  hoja {h.hoja}: {h.veredicto}" for h in cotejo.hojas)]
    return "\n".join(renglones) + "\n"
