"""`python -m verificador ARCHIVO… --raices DIR` (PDF), o `python -m verificador bitacora EXPORTACION`: sin Django."""

from __future__ import annotations

import argparse
import sys

from verificador import orden_bitacora
from verificador.orden import agregar_argumentos, correr


def main() -> int:
    """Lee los argumentos y verifica; 0 sólo si todos son válidos, 2 si la orden está mal escrita."""
    if sys.argv[1:2] == ["bitacora"]:
        return orden_bitacora.correr(sys.argv[2:], sys.stdout, sys.stderr)
    analizador = argparse.ArgumentParser(
        prog="verificador",
        description="Verifica dictámenes firmados (PDF). «verificador bitacora -h»: una exportación de la bitácora.",
    )
    agregar_argumentos(analizador)
    opciones = vars(analizador.parse_args())
    try:
        return correr(opciones, opciones["raices"] or "", sys.stdout, sys.stderr)
    except ValueError as error:
        analizador.error(str(error))


if __name__ == "__main__":
    sys.exit(main())
