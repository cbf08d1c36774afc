"""Deja escrito lo que se halló, para que `python -m tests.adversario` haga con ello la tabla de docs/adversario.md."""

from __future__ import annotations

import json
import os
from pathlib import Path

VARIABLE = "ADVERSARIO_HALLADO"


def hallado(motor: str, clave: str, vieron: str) -> None:
    """Un renglón, si alguien lo pidió."""
    if donde := os.environ.get(VARIABLE):
        with Path(donde).open("a", encoding="utf-8") as archivo:
            archivo.write(json.dumps([motor, clave, vieron]) + "\n")
