"""Las cuentas y `docs/mutaciones.md`."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from pathlib import Path

from tests.mutar.memoria import MUERTOS, Juicio
from tests.mutar.modulos import ENTEROS
from tests.mutar.mutante import Mutante

RAIZ = Path(__file__).resolve().parents[2]
EXPLICADOS = Path(__file__).with_name("explicados.toml")
META = 85
Z = 1.96  # 95 %
ALREDEDOR = 80  # letras antes de lo que cambió


@dataclass(frozen=True)
class Fallo:
    """Un mutante y lo que pasó con él."""

    mutante: Mutante
    juicio: Juicio


def wilson(aciertos: int, total: int) -> tuple[float, float]:
    """El intervalo de Wilson al 95 % de una proporción, en por ciento."""
    if not total:
        return 0.0, 100.0
    p, z2 = aciertos / total, Z * Z
    centro = (p + z2 / (2 * total)) / (1 + z2 / total)
    ancho = Z / (1 + z2 / total) * sqrt(p * (1 - p) / total + z2 / (4 * total * total))
    return 100 * max(centro - ancho, 0), 100 * min(centro + ancho, 1)


def explicacion(mutante: Mutante, texto: str) -> str:
    """Por qué ninguna prueba puede matarlo, si ya se pensó; vacía si no."""
    antes, despues = mutante.cambio(texto)
    explicados = _explicados()
    return explicados.get((mutante.archivo, antes, despues), "") or explicados.get(("*", antes, despues), "")


def escribir(fallos: Sequence[Fallo], cuantos: dict[str, int], semilla: int, orden: str, destino: Path) -> None:
    """La tabla por módulo, la muestra y cada sobreviviente con su explicación."""
    enteros = [fallo for fallo in fallos if fallo.mutante.archivo in ENTEROS]
    muestra = [fallo for fallo in fallos if fallo.mutante.archivo not in ENTEROS]
    renglones = [
        "# Mutaciones", "",
        f"Escrito el {date.today()} con `{orden}`, semilla {semilla}. Cómo y por qué así: docs/decisiones/0054. Lo escribe la orden;",
        "lo que dice de cada sobreviviente sale de `tests/mutar/explicados.toml`, y lo juzgado, uno por uno, está en `mutaciones.jsonl`.", "",
        "Un mutante es el producto con un solo daño; lo mata la primera prueba que falla (o que ya no acaba: «tiempo»). El intervalo es",
        "el de Wilson al 95 %. «A la primera» es lo que ya mataban las pruebas antes de escribir las que los vivos pidieron: en lo",
        "sorteado, ése es el que habla del resto del producto; el otro ya se corrigió mirando la muestra. Se juzga en orden sorteado: donde",
        "no están todos, los juzgados son una muestra al azar de su módulo.", "",
        "| Qué | Mutantes | Juzgados | Muertos | Por tiempo | Vivos | Explicados | A la primera % | Intervalo | Muertos % | Intervalo |",
        "|---|--:|--:|--:|--:|--:|--:|--:|---|--:|---|",
        *(_renglon(f"`{archivo}`", [f for f in enteros if f.mutante.archivo == archivo], cuantos.get(archivo, 0)) for archivo in ENTEROS),
        _renglon("**Módulos enteros**", enteros, sum(cuantos.get(archivo, 0) for archivo in ENTEROS)),
        _renglon("**Muestra del resto**", muestra, cuantos.get("resto", 0)), "",
        f"La meta es {META} %. Explicados: los equivalentes y los que no vale cuidar; siguen contando como vivos.", "",
        _credito(muestra), "",
        "## Vivos en los módulos enteros", "", *_vivos(enteros), "", "## Vivos en la muestra", "", *_vivos(muestra),
    ]
    destino.write_text("\n".join(renglones) + "\n", encoding="utf-8")


def _credito(muestra: Sequence[Fallo]) -> str:
    """Cuánto se le puede creer a «vivo»."""
    otra_vez = [fallo.juicio.frio for fallo in muestra if fallo.juicio.frio]
    return (
        "A un vivo en caliente no se le cree sin más: con un error puesto en el mismo lugar (el canario) esas pruebas sí tienen que fallar; si "
        f"no, se juzga arrancando de nuevo. En la muestra, además, {len(otra_vez)} se juzgaron también en frío: "
        f"{otra_vez.count('desacuerdo')} en desacuerdo."
    )


def _renglon(que: str, fallos: Sequence[Fallo], de: int) -> str:
    cuenta = Counter(fallo.juicio.fin for fallo in fallos)
    muertos = sum(cuenta[fin] for fin in MUERTOS)
    explicados = sum(bool(explicacion(f.mutante, _texto(f.mutante))) for f in fallos if not f.juicio.muerto)
    if not fallos:
        return f"| {que} | {de} | 0 | | | | | | | | sin juzgar |"
    a_la_primera = sum(fallo.juicio.primero in MUERTOS for fallo in fallos)
    return (
        f"| {que} | {de} | {len(fallos)} | {muertos} | {cuenta['tiempo']} | {len(fallos) - muertos} | {explicados} "
        f"| {_proporcion(a_la_primera, len(fallos))} | {_proporcion(muertos, len(fallos))} |"
    )


def _proporcion(aciertos: int, total: int) -> str:
    """Dos celdas: el por ciento y su intervalo."""
    bajo, alto = wilson(aciertos, total)
    return f"{100 * aciertos / total:.1f} | {bajo:.1f}–{alto:.1f}"


def _vivos(fallos: Iterable[Fallo]) -> list[str]:
    vivos = sorted((f for f in fallos if not f.juicio.muerto), key=lambda f: (f.mutante.archivo, f.mutante.linea, f.mutante.nuevo))
    if not vivos:
        return ["Ninguno."]
    return ["| Dónde | Antes | Después | Por qué |", "|---|---|---|---|", *map(_vivo, vivos)]


def _vivo(fallo: Fallo) -> str:
    texto = _texto(fallo.mutante)
    antes, despues = fallo.mutante.cambio(texto)
    sin_prueba = "ninguna prueba de las que corren pasa por aquí" if fallo.juicio.fin == "sin prueba" else "**por explicar**"
    porque = explicacion(fallo.mutante, texto) or sin_prueba
    return f"| `{fallo.mutante.archivo}:{fallo.mutante.linea}` | {' | '.join(map(_codigo, _donde_difieren(antes, despues)))} | {porque} |"


def _donde_difieren(antes: str, despues: str) -> tuple[str, str]:
    """Lo que cambió y sus alrededores: de una tabla de cien renglones basta el dañado."""
    igual = next((n for n, (era, es) in enumerate(zip(antes, despues, strict=False)) if era != es), 0)
    desde = max(igual - ALREDEDOR, 0)
    return _recortado(antes, desde), _recortado(despues, desde)


def _recortado(texto: str, desde: int) -> str:
    hasta = desde + 3 * ALREDEDOR
    return "…" * (desde > 0) + texto[desde:hasta] + "…" * (hasta < len(texto))


def _codigo(texto: str) -> str:
    """En una celda: sin la barra que la cortaría."""
    return "`` " + texto.replace("|", "\\|") + " ``"


def _texto(mutante: Mutante) -> str:
    return (RAIZ / mutante.archivo).read_text(encoding="utf-8")


def _explicados() -> dict[tuple[str, str, str], str]:
    filas = tomllib.loads(EXPLICADOS.read_text(encoding="utf-8")).get("mutante", [])
    return {(fila["archivo"], fila["antes"], fila["despues"]): fila["porque"] for fila in filas}
