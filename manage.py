#!/usr/bin/env python
"""Entrada de órdenes: sin DJANGO_SETTINGS_MODULE usa los ajustes de la demostración."""

import os
import sys


def main() -> None:
    """Corre la orden pedida en la línea de comandos."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.ajustes_demo")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as error:
        raise SystemExit("Falta Django: corra `make entorno` o active .venv.") from error
    from config.ordenes import en_espanol

    en_espanol()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
