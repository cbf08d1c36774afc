"""Antes y después en la misma corrida: el commit de antes, sacado en un árbol aparte, y éste, alternados A B A B.

Cada árbol se mide con su propio banco y el mismo intérprete; los renglones se casan por su parte y por lo que dicen.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from tests.medir.medida import razones, resumen
from tests.medir.tabla import TITULOS

# Lo que se compara de cada renglón, con su unidad.
CIFRAS = {
    "cpu_ms": "ms CPU", "cpu_con_hijos_ms": "ms CPU con los que revisan archivos", "consultas": "consultas", "rss_mb": "MB RSS",
    "pss_total_mb": "MB PSS entre todos", "bytes": "bytes", "casos_por_segundo": "casos/s", "tasa": "presentaciones/s",
}
PARTES_DE = "from tests.medir.__main__ import PARTES; print(*PARTES)"
Renglones = dict[tuple[str, str, str], float]


@contextmanager
def sacado(raiz: Path, commit: str) -> Iterator[Path]:
    """Ese commit en un árbol aparte, que se quita al salir. Lanza `CalledProcessError` si no lo hay."""
    with tempfile.TemporaryDirectory(prefix="dictamenes-antes-") as carpeta:
        arbol = Path(carpeta) / "antes"
        git = ["git", "-C", str(raiz), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(arbol), commit], check=True)
        try:
            yield arbol
        finally:
            subprocess.run([*git, "remove", "--force", str(arbol)], check=True)


def partes_de(arbol: Path, pedidas: list[str]) -> list[str]:
    """De las pedidas, las que el banco de ese árbol tiene."""
    dichas = subprocess.run([sys.executable, "-c", PARTES_DE], cwd=arbol, check=True, capture_output=True, text=True).stdout
    return [parte for parte in pedidas if parte in dichas.split()]


def renglones(medidas: list[dict[str, Any]]) -> Renglones:
    """Cada cifra que se compara, por parte, renglón y unidad; de varias vueltas, la mediana, y de un desglose, la suma."""
    halladas = {(m["parte"], m["que"], unidad): m["datos"].get(clave) for m in medidas for clave, unidad in CIFRAS.items()}
    return {llave: float(_una(cifra)) for llave, cifra in halladas.items() if cifra not in (None, [], {})}


def _una(cifra: Any) -> float:
    return median(cifra) if isinstance(cifra, list) else sum(cifra.values()) if isinstance(cifra, dict) else cifra


def tabla(commit: str, orden: str, vueltas: dict[str, list[tuple[Renglones, Renglones]]]) -> str:
    """La de cada motor: antes, después y la razón de cada vuelta, como mediana (mínimo–máximo)."""
    partes = [f"# Antes y después\n\n`{orden}`: antes es `{commit}`. Razón: después entre antes; con menos de uno cuesta menos.\n"]
    for motor, parejas in vueltas.items():
        partes.append(f"## {motor}\n\n| Parte | Qué | Antes | Después | Razón |\n|---|---|---|---|---|")
        for llave in dict.fromkeys(llave for pareja in parejas for lado in reversed(pareja) for llave in lado):
            antes, despues = ([lado[llave] for lado in lados if llave in lado] for lados in zip(*parejas, strict=True))
            juntas = list(zip(despues, antes, strict=True)) if len(antes) == len(despues) and all(antes) else []
            dichos = [f"{median(cifras):,.1f} {llave[2]}" if cifras else "no había" for cifras in (antes, despues)]
            partes.append(f"| {TITULOS.get(llave[0], llave[0])} | {llave[1]} | {dichos[0]} | {dichos[1].replace('no había', 'ya no hay')} | "
                          f"{f'{resumen(razones(juntas))}×' if juntas else ''} |")
        partes.append("")
    return "\n".join(partes)


def escribir(carpeta: Path, texto: str, vueltas: dict[str, list[tuple[Renglones, Renglones]]]) -> None:
    """`antes_y_despues.md` y las cifras de cada vuelta en `antes_y_despues.json`."""
    carpeta.mkdir(parents=True, exist_ok=True)
    (carpeta / "antes_y_despues.md").write_text(texto, encoding="utf-8")
    crudas = {motor: [[[*llave, cifra] for llave, cifra in lado.items()] for pareja in parejas for lado in pareja]
              for motor, parejas in vueltas.items()}
    (carpeta / "antes_y_despues.json").write_text(json.dumps(crudas, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
