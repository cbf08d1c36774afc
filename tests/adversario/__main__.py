"""`python -m tests.adversario`: corre toda alteración en los dos motores y escribe docs/adversario.md, con la columna de antes.

Con `--de ARCHIVO…` no corre nada: escribe con lo que una corrida anterior dejó en esos archivos (`ADVERSARIO_HALLADO`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import django

from tests.adversario import anotar

RAIZ = Path(__file__).resolve().parents[2]
DOCUMENTO = RAIZ / "docs" / "adversario.md"
PYTEST = [sys.executable, "-m", "pytest", "-q", "tests/adversario/test_alteraciones.py"]
EN = {"sqlite": PYTEST, "postgresql": [sys.executable, "-m", "tests.herramientas.con_postgres", *PYTEST]}
SIN_DATO = "·"


def correr() -> list[Path]:
    """Lo hallado en cada motor, en un archivo. `CalledProcessError` si algo no se vio."""
    carpeta = Path(tempfile.mkdtemp(prefix="adversario-"))
    for motor, orden in EN.items():
        entorno = {**os.environ, "RESISTENCIA": "1", anotar.VARIABLE: str(carpeta / motor)}
        entorno.pop("DATABASE_URL", None)
        subprocess.run(orden, cwd=RAIZ, env=entorno, check=True)
    return [carpeta / motor for motor in EN]


def documento(archivos: Iterable[Path]) -> str:
    """La tabla, en Markdown."""
    from tests.adversario.alteracion import LECTORES
    from tests.adversario.escapes import ESCAPES, LIMITES
    from tests.adversario.tabla import ALTERACIONES

    visto: dict[tuple[str, str], str] = {}
    for archivo in archivos:
        for linea in archivo.read_text(encoding="utf-8").splitlines():
            motor, clave, vieron = json.loads(linea)
            visto[motor, clave] = vieron
    renglones = []
    for clave, una in ALTERACIONES.items():
        ahora = {motor: _letras(visto.get((motor, clave), SIN_DATO)) if motor in una.motores else "—" for motor in EN}
        limite = f" (límite: {LIMITES[clave].lower()})" if clave in LIMITES else ""
        antes = "no se probó" if una.antes is None else _letras(una.antes)
        renglones.append(f"| {clave} | {una.que}{limite} | {antes} | {ahora['sqlite']} | {ahora['postgresql']} |")
    lectores = "\n".join(f"- **{letra}** {quien}" for letra, quien in LECTORES.items())
    escapes = "\n".join(f"- {clave}, {LECTORES[letra]}: {razon}." for (clave, letra), razon in ESCAPES.items()) or "Ninguno."
    return MOLDE.format(lectores=lectores, renglones="\n".join(renglones), escapes=escapes, cuantas=len(ALTERACIONES))


def _letras(vieron: str) -> str:
    return vieron or "nadie"


MOLDE = """# El adversario que se queda

Lo escribe `python -m tests.adversario` con lo que halla en los dos motores; no se edita a mano. Son {cuantas} alteraciones de
quien se adueña de la base, de lo que se guarda fuera o del sello. `make probar` corre una parte sembrada; `make resistencia`, todas
(tests/adversario). Cada una dice qué lectores deben verla, y si a uno se le escapa, o nadie la ve, la prueba falla salvo que esté
declarado abajo.

## Quién mira

{lectores}

## Antes y después

«Antes» es quién la veía el 2026-11-23, cuando se atacó esa versión (los casos con número son los de aquella tabla, casi todos en SQLite): en
esa medida no entraban T, X, U ni F, y P sólo en PostgreSQL. «—»: no existe en ese motor; «·»: falta correrla. Ver de más no es falla: la
tabla de la suite dice quién **debe**.

| Caso | Qué se hace | Antes | SQLite | PostgreSQL |
|---|---|---|---|---|
{renglones}

## Lo que todavía se escapa

{escapes}
"""


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.ajustes_pruebas")
    django.setup()  # la tabla lee los modelos
    dados = [Path(ruta) for ruta in sys.argv[2:]] if sys.argv[1:2] == ["--de"] else correr()
    DOCUMENTO.write_text(documento(dados), encoding="utf-8")
    print(f"Escrito {DOCUMENTO.relative_to(RAIZ)}.")
