"""`python -m verificador testigo …` y `python -m verificador prueba …`: las órdenes, sin Django ni red propia."""

from __future__ import annotations

import argparse
import signal
import threading
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from typing import TextIO

from verificador.lectura import ALTERADA, ILEGIBLE, INTEGRA, SIN_QUORUM
from verificador.testigos import notas, politica, prueba, testigo
from verificador.veredictos import en_sonora

BIEN, FALSA = INTEGRA, ALTERADA
INSERVIBLE = (testigo.TestigoInservible, notas.NotaIlegible, politica.PoliticaIlegible, prueba.PruebaIlegible, OSError)


def correr_testigo(argumentos: list[str], salida: TextIO, errores: TextIO) -> int:
    """Crea un testigo, lo atiende o enseña lo que guardó: 0, 1 si hay evidencia guardada, 2 si no se pudo."""
    opciones = _de_testigo().parse_args(argumentos)
    try:
        codigo: int = opciones.hacer(opciones, salida)
    except INSERVIBLE as error:
        errores.write(f"No se pudo: {error}\n")
        return ILEGIBLE
    return codigo


def correr_prueba(argumentos: list[str], salida: TextIO, errores: TextIO) -> int:
    """0: ese PDF constaba y lo vio el quórum; 1: no lo prueba; 2: no se pudo leer; 5: constaba, sin el quórum."""
    lector = argparse.ArgumentParser("verificador prueba", description="Si un PDF constaba en la bitácora.")
    lector.add_argument("pdf", metavar="PDF", type=Path)
    lector.add_argument("prueba", metavar="TLOG-PROOF", type=Path)
    lector.add_argument("--politica", type=Path, required=True, help="en qué bitácora y testigos confía usted")
    opciones = lector.parse_args(argumentos)
    try:
        with opciones.pdf.open("rb") as archivo:
            huella = file_digest(archivo, "sha256").hexdigest()
        suya = politica.leer(opciones.politica.read_bytes())
        hallada = prueba.comprobar(prueba.leer(opciones.prueba.read_bytes()), huella, suya, datetime.now(UTC))
    except prueba.PruebaFalsa as error:
        salida.write(f"No lo prueba: {error}\n")
        return FALSA
    except INSERVIBLE as error:
        errores.write(f"No se pudo comprobar: {error}\n")
        return ILEGIBLE
    salida.write(hallada.en_palabras() + "\n")
    if hallada.vista.quorum:
        return BIEN
    salida.write("No junta el quórum de testigos de su política.\n")
    return SIN_QUORUM


def _de_testigo() -> argparse.ArgumentParser:
    lector = argparse.ArgumentParser("verificador testigo", description="Un testigo de la bitácora (tlog-witness).")
    ordenes = lector.add_subparsers(required=True, metavar="crear|atender|evidencia")
    crear = ordenes.add_parser("crear", help="estrena la llave y la memoria de un testigo")
    crear.add_argument("--nombre", required=True, help="como se le conocerá: contraloria.example/testigo")
    crear.set_defaults(hacer=_crear)
    atender = ordenes.add_parser("atender", help="contesta add-checkpoint hasta que se le pida parar")
    atender.add_argument("--bitacora", metavar="VKEY", action="append", required=True, help="se puede repetir")
    atender.add_argument("--direccion", default="127.0.0.1")
    atender.add_argument("--puerto", type=int, default=8190)
    atender.set_defaults(hacer=_atender)
    evidencia = ordenes.add_parser("evidencia", help="las notas que no casaron, con la que antes vio")
    evidencia.set_defaults(hacer=_evidencia)
    for orden in (crear, atender, evidencia):
        orden.add_argument("carpeta", metavar="CARPETA", type=Path)
    return lector


def _crear(opciones: argparse.Namespace, salida: TextIO) -> int:
    salida.write(f"{testigo.crear(opciones.carpeta, opciones.nombre).vkey}\n")
    return BIEN


def _atender(opciones: argparse.Namespace, salida: TextIO) -> int:
    suyo = testigo.Testigo(opciones.carpeta, [notas.leer_vkey(vkey) for vkey in opciones.bitacora])
    with testigo.Servidor((opciones.direccion, opciones.puerto), suyo) as servidor:
        for aviso in (signal.SIGTERM, signal.SIGINT):
            signal.signal(aviso, lambda *_: threading.Thread(target=servidor.shutdown).start())
        salida.write(f"{suyo.llave.vkey} atiende en http://{opciones.direccion}:{servidor.server_port}\n")
        salida.flush()
        servidor.serve_forever(poll_interval=0.2)
    return BIEN


def _evidencia(opciones: argparse.Namespace, salida: TextIO) -> int:
    guardadas = testigo.Testigo(opciones.carpeta, []).evidencias()
    for una in guardadas:
        salida.write(f"{una.origen}, {en_sonora(datetime.fromtimestamp(una.en, UTC))}: {una.motivo}.\n")
        salida.write(f"\nAntes:\n{una.antes.decode()}\nDespués:\n{una.despues.decode()}\n")
    if not guardadas:
        salida.write("Nada: todo lo que ha visto casa.\n")
    return FALSA if guardadas else BIEN
