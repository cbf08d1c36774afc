"""`python -m verificador ARCHIVO… --raices DIR`: verifica sin Django ni base de datos."""

from __future__ import annotations

import argparse
import sys

from verificador.orden import agregar_argumentos, correr


def main() -> int:
    """Lee los argumentos y verifica; 0 sólo si todos son válidos, 2 si la orden está mal escrita."""
    analizador = argparse.ArgumentParser(prog="verificador", description="Verifica dictámenes firmados (PDF).")
    agregar_argumentos(analizador)
    opciones = vars(analizador.parse_args())
    try:
        return correr(opciones, opciones["raices"] or "", sys.stdout, sys.stderr)
    except ValueError as error:
        analizador.error(str(error))


if __name__ == "__main__":
    sys.exit(main())
