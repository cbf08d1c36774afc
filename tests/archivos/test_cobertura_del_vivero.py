"""Lo que corre en el hijo encerrado también suma en la cobertura, aunque no herede el entorno ni pueda escribir."""

from __future__ import annotations

import os
import subprocess
import sys

import coverage

from tests.herramientas.arbol import RAIZ

PROGRAMA = """
from tests.herramientas import cobertura
from verificador.vivero import Vivero

cobertura.medir_los_viveros()
suyo = Vivero("archivos.obrero", 1000)
assert suyo.pedir({"labor": "revisar", "opciones": ["pdf"]}, b"esto no es un PDF", 60)
suyo.cerrar()
"""


def test_lo_que_recorre_el_hijo_encerrado_suma(tmp_path):
    programa = tmp_path / "programa.py"
    programa.write_text(PROGRAMA)
    propios = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE_")}
    subprocess.run(
        [sys.executable, "-m", "coverage", "run", str(programa)], check=True, cwd=RAIZ,
        env={**propios, "COVERAGE_FILE": str(tmp_path / "datos"), "PYTHONPATH": str(RAIZ)},
    )
    total = coverage.Coverage(data_file=str(tmp_path / "datos"), messages=False)
    total.combine()
    recorridos = _recorridos(total, "verificador/vivero.py") | _recorridos(total, "archivos/obrero.py")
    assert {"hijos[tubo] = _Hijo(pid, time.monotonic() + pedido[\"segundos\"])", "respuesta = labor(contenido)",
            "pdf.revisar(contenido)", "yield str(motivo).encode()"} <= recorridos


def _recorridos(total: coverage.Coverage, ruta: str) -> set[str]:
    _, todos, _, faltan, _ = total.analysis2(str(RAIZ / ruta))
    renglones = (RAIZ / ruta).read_text().splitlines()
    return {renglones[n - 1].strip() for n in set(todos) - set(faltan)}
