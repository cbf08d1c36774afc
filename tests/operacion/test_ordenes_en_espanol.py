"""Lo que se teclea mal se dice en español: qué falta, qué no se entiende y qué archivo no está. Procesos de verdad."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.conf import settings

from tests.herramientas.dosis import muestra


@pytest.mark.larga
@pytest.mark.parametrize(
    ("argumentos", "dicho"),
    muestra([
        (["respaldar"], "falta: DESTINO"),
        (["trabajador", "--nada"], "no se entiende: --nada"),
        (["importar_estandar", "no-existe.csv", "--emisor", "x"], "No se pudo leer no-existe.csv: revise que exista"),
        (["verificar_respaldo", "no-existe"], "no hay ningún respaldo"),
    ], 2),
)
def test_el_error_se_entiende(argumentos, dicho):
    hecho = subprocess.run([sys.executable, "manage.py", *argumentos], cwd=settings.RAIZ, capture_output=True, text=True,
                           check=False, timeout=120)
    assert hecho.returncode != 0
    assert dicho in hecho.stderr
    assert "Traceback" not in hecho.stderr
    assert "error:" not in hecho.stderr
