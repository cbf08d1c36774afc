"""`python -m verificador ARCHIVO… --raices DIR` (PDF), o una de `ORDENES`: sin Django."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

# Cada una se carga sólo si se pide: un testigo no necesita con qué abrir un PDF.
ORDENES = {
    "escaneo": ("verificador.escaneo.orden", "correr_sola"),
    "bitacora": ("verificador.orden_bitacora", "correr"),
    "prueba": ("verificador.testigos.orden", "correr_prueba"),
    "testigo": ("verificador.testigos.orden", "correr_testigo"),
}


def main() -> int:
    """Lee los argumentos y verifica; 0 sólo si todos son válidos, 2 si la orden está mal escrita."""
    if sys.argv[1:2] and sys.argv[1] in ORDENES:
        modulo, funcion = ORDENES[sys.argv[1]]
        codigo: int = getattr(import_module(modulo), funcion)(sys.argv[2:], sys.stdout, sys.stderr)
        return codigo
    orden = import_module("verificador.orden")
    analizador = argparse.ArgumentParser(
        prog="verificador",
        description="Verifica dictámenes firmados (PDF). Con -h, además: bitacora, escaneo, prueba y testigo.",
    )
    orden.agregar_argumentos(analizador)
    opciones = vars(analizador.parse_args())
    try:
        codigo = orden.correr(opciones, opciones["raices"] or "", sys.stdout, sys.stderr)
    except ValueError as error:
        analizador.error(str(error))
    return codigo


if __name__ == "__main__":
    sys.exit(main())
