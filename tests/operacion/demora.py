"""Lo que una prueba hace lento para pedir que se detenga a la mitad. Corre en el proceso que se va a detener."""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path

SEGUNDOS = 1.5


def _tardar() -> None:
    (Path(os.environ["DEMORA_CARPETA"]) / secrets.token_hex(8)).touch()
    time.sleep(SEGUNDOS)


def portada() -> None:
    """La portada avisa que empezó (deja un archivo en DEMORA_CARPETA) y tarda."""
    from config import portada as de_verdad

    original = de_verdad.textos
    de_verdad.textos = lambda: (_tardar(), original())[1]


def main() -> None:
    """Un trabajador de verdad que avisa y tarda a la mitad de sellar."""
    import django

    django.setup()
    from django.core.management import call_command

    from dictamenes.documento import documentos

    original = documentos.sellado
    documentos.sellado = lambda *a: (_tardar(), original(*a))[1]
    call_command("trabajador", pausa=0.2)


if __name__ == "__main__":
    main()
