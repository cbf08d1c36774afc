"""Una restauración que muere (como con kill -9) antes o después de poner la base: el punto P12 de SEGURIDAD §2.3."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """`python -m tests.operacion.muerte_al_restaurar PUNTO ORIGEN`; puntos: `antes` y `despues` de la base."""
    import django

    django.setup()
    from django.core.management import call_command

    from config.respaldo import bases

    punto, origen = sys.argv[1:]
    reponer = bases.reponer
    bases.reponer = lambda ruta: (punto == "despues" and reponer(ruta), os._exit(137))
    call_command("restaurar", origen)


if __name__ == "__main__":
    main()
