"""Corre las partes de la suite, una tras otra, y cierra diciendo qué pasó y cuánto tardó cada una.

    python -m tests.herramientas.probar revisar sqlite postgres navegador

Una parte que falla no detiene a las demás: se ve todo en una sola vuelta. Sale con 1 si alguna falló.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass

SIN_NAVEGADOR = ["-m", "not navegador"]
PYTEST = [sys.executable, "-m", "pytest"]


@dataclass(frozen=True)
class Parte:
    """Una parte de la suite: cómo se anuncia, qué orden corre y si respeta la `DATABASE_URL` de afuera."""

    titulo: str
    orden: list[str]
    base_de_afuera: bool = False


PARTES = {
    "revisar": Parte(
        "Revisar: estilo, tipos, capas, plantillas y ajustes", ["make", "--no-print-directory", "revisar"]
    ),
    "sqlite": Parte("Suite en SQLite", [*PYTEST, *SIN_NAVEGADOR]),
    "postgres": Parte(
        "Suite en PostgreSQL",
        [sys.executable, "-m", "tests.herramientas.con_postgres", *PYTEST, *SIN_NAVEGADOR],
        base_de_afuera=True,
    ),
    "navegador": Parte(
        "Navegador (Chromium)", [sys.executable, "-m", "tests.herramientas.chromium", *PYTEST, "-m", "navegador"]
    ),
}


def _ambiente(parte: Parte) -> dict[str, str]:
    ajenas = {"DJANGO_SETTINGS_MODULE", "MAKEFLAGS", "MFLAGS", "MAKELEVEL"}
    if not parte.base_de_afuera:
        ajenas.add("DATABASE_URL")
    return {nombre: valor for nombre, valor in os.environ.items() if nombre not in ajenas}


def correr(claves: list[str]) -> int:
    """Corre las partes pedidas y devuelve 0 sólo si todas pasaron."""
    resultados = []
    for clave in claves:
        parte = PARTES[clave]
        print(f"\n━━ {parte.titulo}", flush=True)
        inicio = time.monotonic()
        codigo = subprocess.run(parte.orden, env=_ambiente(parte), check=False).returncode
        resultados.append((parte.titulo, codigo, time.monotonic() - inicio))
    return _cerrar(resultados)


def _cerrar(resultados: list[tuple[str, int, float]]) -> int:
    print("\n━━ Resultado")
    for titulo, codigo, segundos in resultados:
        print(f"  {'pasó ' if codigo == 0 else 'FALLÓ'}  {segundos // 60:3.0f} min {segundos % 60:02.0f} s  {titulo}")
    fallaron = sum(codigo != 0 for _, codigo, _ in resultados)
    print(f"\n{'Todo pasó.' if not fallaron else f'Fallaron {fallaron} de {len(resultados)} partes.'}", flush=True)
    return int(fallaron > 0)


if __name__ == "__main__":
    desconocidas = set(sys.argv[1:]) - set(PARTES)
    if desconocidas or not sys.argv[1:]:
        sys.exit(f"Partes: {', '.join(PARTES)}.")
    try:
        sys.exit(correr(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
