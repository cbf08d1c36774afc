"""Corre las partes de la suite (las dos bases y el navegador, a la vez) y cierra diciendo qué pasó y cuánto tardó cada una.

    python -m tests.herramientas.probar revisar sqlite postgres navegador

Una parte que falla no detiene a las demás: se ve todo en una sola vuelta. Sale con 1 si alguna falló.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

SIN_NAVEGADOR = ["-m", "not navegador"]
LARGAS = ["-v", "--durations=20", "-m", "larga and not navegador"]
EN_CHROMIUM = [sys.executable, "-m", "tests.herramientas.chromium"]
PYTEST = [sys.executable, "-m", "pytest"]


@dataclass(frozen=True)
class Parte:
    """Una parte de la suite: cómo se anuncia, qué orden corre y si respeta la `DATABASE_URL` de afuera."""

    titulo: str
    orden: list[str]
    base_de_afuera: bool = False
    a_medias: tuple[str, ...] = ()  # lo que se le agrega cuando corre junto con el otro motor


PARTES = {
    "revisar": Parte(
        "Revisar: estilo, tipos, capas, plantillas y ajustes", ["make", "--no-print-directory", "revisar"]
    ),
    "sqlite": Parte("Suite en SQLite", [*PYTEST, *SIN_NAVEGADOR], a_medias=("--turno", "sqlite")),
    "postgres": Parte(
        "Suite en PostgreSQL",
        [sys.executable, "-m", "tests.herramientas.con_postgres", *PYTEST, *SIN_NAVEGADOR],
        base_de_afuera=True, a_medias=("--turno", "postgres"),
    ),
    "largas-sqlite": Parte("Resistencia en SQLite", [*PYTEST, *LARGAS]),
    "largas-postgres": Parte(
        "Resistencia en PostgreSQL",
        [sys.executable, "-m", "tests.herramientas.con_postgres", *PYTEST, *LARGAS],
        base_de_afuera=True,
    ),
    "observatorio": Parte(
        "Observatorio de MDN: cabeceras con los ajustes de producción", [sys.executable, "-m", "tests.herramientas.calificar"]
    ),
    "navegador": Parte("Navegador (Chromium)", [*EN_CHROMIUM, *PYTEST, "-m", "navegador"]),
    "largas-navegador": Parte(
        "Resistencia en el navegador", [*EN_CHROMIUM, *PYTEST, "-v", "-m", "larga and navegador"]
    ),
}


def _ambiente(parte: Parte) -> dict[str, str]:
    ajenas = {"DJANGO_SETTINGS_MODULE", "MAKEFLAGS", "MFLAGS", "MAKELEVEL"}
    if not parte.base_de_afuera:
        ajenas.add("DATABASE_URL")
    return {nombre: valor for nombre, valor in os.environ.items() if nombre not in ajenas}


A_LA_VEZ = ("sqlite", "postgres", "navegador", "largas-sqlite", "largas-postgres")
"""Corren juntas: cada una tiene su base, y lo que una espera (un servidor que arranca, una página) lo usa otra."""

Resultado = tuple[str, int, float]


def correr(claves: list[str]) -> int:
    """Corre las partes pedidas y devuelve 0 sólo si todas pasaron."""
    juntas = [clave for clave in claves if clave in A_LA_VEZ]
    resultados: list[Resultado] = []
    for clave in claves:
        if len(juntas) > 1 and clave in juntas:
            resultados += _correr_juntas(juntas) if clave == juntas[0] else []
        else:
            resultados.append(_correr(PARTES[clave]))
    return _cerrar(resultados)


def _correr(parte: Parte) -> Resultado:
    print(f"\n━━ {parte.titulo}", flush=True)
    inicio = time.monotonic()
    codigo = subprocess.run(parte.orden, env=_ambiente(parte), check=False).returncode
    return parte.titulo, codigo, time.monotonic() - inicio


def _correr_juntas(claves: list[str]) -> list[Resultado]:
    """La primera se ve correr; lo que dice cada una de las demás se muestra, entero, cuando termina."""
    dos_motores = {"sqlite", "postgres"} <= set(claves)
    partes = [PARTES[clave] for clave in claves]
    primera, *otras = [replace(p, orden=[*p.orden, *p.a_medias]) if dos_motores else p for p in partes]
    with ThreadPoolExecutor(max_workers=len(otras)) as grupo:
        pendientes = [grupo.submit(_correr_callada, parte) for parte in otras]
        resultados = [_correr(primera)]
        for parte, pendiente in zip(otras, pendientes, strict=True):
            resultado, dicho = pendiente.result()
            print(f"\n━━ {parte.titulo} (corrió al mismo tiempo)\n{dicho}", flush=True)
            resultados.append(resultado)
    return resultados


def _correr_callada(parte: Parte) -> tuple[Resultado, str]:
    inicio = time.monotonic()
    hecho = subprocess.run(
        parte.orden, env=_ambiente(parte), check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    return (parte.titulo, hecho.returncode, time.monotonic() - inicio), hecho.stdout


def _cerrar(resultados: list[Resultado]) -> int:
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
