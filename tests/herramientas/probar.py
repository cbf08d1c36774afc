"""Corre las partes de la suite (varias a la vez) y cierra diciendo qué pasó, cuánto tardó y cuánto procesador usó cada una.

    python -m tests.herramientas.probar revisar sqlite-1 navegador motor sqlite-2

En SQLite corre toda, repartida entre dos procesos; en PostgreSQL, lo que depende del motor (tests/motores.py) o, con `postgres`, toda.
Una parte que falla no detiene a las demás: se ve todo en una sola vuelta. Sale con 1 si alguna falló.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import IO

from tests.herramientas import verapdf

SIN_NAVEGADOR = ["-m", "not navegador"]
LARGAS = ["-v", "--durations=20", "-m", "larga and not navegador"]
EN_POSTGRES = [sys.executable, "-m", "tests.herramientas.con_postgres"]
EN_CHROMIUM = [sys.executable, "-m", "tests.herramientas.chromium"]
PYTEST = [sys.executable, "-m", "pytest"]


@dataclass(frozen=True)
class Parte:
    """Una parte de la suite: cómo se anuncia, qué orden corre, si respeta la `DATABASE_URL` de afuera y si se reparte."""

    titulo: str
    orden: list[str]
    base_de_afuera: bool = False
    se_reparte: bool = False


PARTES = {
    "revisar": Parte(
        "Revisar: estilo, tipos, capas, plantillas y ajustes", ["make", "--no-print-directory", "revisar"]
    ),
    "sqlite-1": Parte("Suite en SQLite, un proceso", [*PYTEST, *SIN_NAVEGADOR], se_reparte=True),
    "sqlite-2": Parte("Suite en SQLite, el otro proceso", [*PYTEST, *SIN_NAVEGADOR], se_reparte=True),
    "motor": Parte(
        "En PostgreSQL, lo que depende del motor", [*EN_POSTGRES, *PYTEST, *SIN_NAVEGADOR, "--depende-del-motor"],
        base_de_afuera=True,
    ),
    "postgres": Parte("Suite en PostgreSQL", [*EN_POSTGRES, *PYTEST, *SIN_NAVEGADOR], base_de_afuera=True),
    "largas-sqlite": Parte("Resistencia en SQLite", [*PYTEST, *LARGAS]),
    "observatorio": Parte(
        "Observatorio de MDN: cabeceras con los ajustes de producción", [sys.executable, "-m", "tests.herramientas.calificar"]
    ),
    "navegador": Parte("Navegador (Chromium)", [*EN_CHROMIUM, *PYTEST, "-m", "navegador", "tests/navegador"]),
    "largas-navegador": Parte(
        "Resistencia en el navegador", [*EN_CHROMIUM, *PYTEST, "-v", "-m", "larga and navegador"]
    ),
}


def _ambiente(parte: Parte) -> dict[str, str]:
    # Sin compilado guardado, cada proceso que levanta la suite vuelve a compilar el producto entero.
    ajenas = {"DJANGO_SETTINGS_MODULE", "MAKEFLAGS", "MFLAGS", "MAKELEVEL", "PYTHONDONTWRITEBYTECODE"}
    if not parte.base_de_afuera:
        ajenas.add("DATABASE_URL")
    return {nombre: valor for nombre, valor in os.environ.items() if nombre not in ajenas}


A_LA_VEZ = frozenset(PARTES) - {"revisar", "observatorio"}
"""Corren juntas: cada una tiene su base, y lo que una espera (un servidor que arranca, una página) lo usa otra."""
CUANTAS_A_LA_VEZ = 3


@dataclass(frozen=True)
class Resultado:
    """Cómo le fue a una parte: su código, cuánto tardó y cuánto procesador usó (con sus procesos), en segundos."""

    titulo: str
    codigo: int
    tardo: float
    procesador: float


def correr(claves: list[str]) -> int:
    """Corre las partes pedidas y devuelve 0 sólo si todas pasaron."""
    juntas = [clave for clave in claves if clave in A_LA_VEZ]
    resultados = [_correr(PARTES[clave]) for clave in claves if clave not in juntas]
    if juntas:
        with tempfile.TemporaryDirectory(prefix="dictamenes-reparto-") as carpeta:
            resultados += _correr_juntas([_repartida(PARTES[clave], carpeta) for clave in juntas])
    return _cerrar(resultados)


def _repartida(parte: Parte, carpeta: str) -> Parte:
    return replace(parte, orden=[*parte.orden, f"--reparto={carpeta}"]) if parte.se_reparte else parte


def _correr(parte: Parte, salida: IO[bytes] | None = None) -> Resultado:
    if salida is None:
        print(f"\n━━ {parte.titulo}", flush=True)
    inicio = time.monotonic()
    proceso = subprocess.Popen(parte.orden, env=_ambiente(parte), stdout=salida, stderr=salida and subprocess.STDOUT)
    _, estado, uso = os.wait4(proceso.pid, 0)
    proceso.returncode = os.waitstatus_to_exitcode(estado)
    return Resultado(parte.titulo, proceso.returncode, time.monotonic() - inicio, uso.ru_utime + uso.ru_stime)


def _correr_juntas(partes: list[Parte]) -> list[Resultado]:
    """La primera se ve correr; lo que dice cada una de las demás se muestra, entero, cuando termina."""
    primera, *otras = partes
    with ThreadPoolExecutor(max_workers=CUANTAS_A_LA_VEZ - 1) as grupo:
        pendientes = [grupo.submit(_correr_callada, parte) for parte in otras]
        resultados = [_correr(primera)]
        for parte, pendiente in zip(otras, pendientes, strict=True):
            resultado, dicho = pendiente.result()
            print(f"\n━━ {parte.titulo} (corrió al mismo tiempo)\n{dicho}", flush=True)
            resultados.append(resultado)
    return resultados


def _correr_callada(parte: Parte) -> tuple[Resultado, str]:
    with tempfile.TemporaryFile() as salida:
        resultado = _correr(parte, salida)
        salida.seek(0)
        return resultado, salida.read().decode(errors="replace")


def _cerrar(resultados: list[Resultado]) -> int:
    print("\n━━ Resultado")
    for r in resultados:
        como = "pasó " if r.codigo == 0 else "FALLÓ"
        print(f"  {como}  {r.tardo // 60:3.0f} min {r.tardo % 60:02.0f} s  ({r.procesador:.0f} s de procesador)  {r.titulo}")
    fallaron = sum(r.codigo != 0 for r in resultados)
    if not verapdf.listo():
        print(f"\n  ⚠ {verapdf.FALTA}")
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
