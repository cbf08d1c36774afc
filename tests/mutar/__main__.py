"""Muta el producto y escribe `docs/mutaciones.md`. Lo que ya se juzgó no se repite: una corrida que se corta sigue donde iba.

    python -m tests.mutar                                   los módulos enteros y 300 del resto (unas dos horas con dos procesos)
    python -m tests.mutar --solo dictamenes/reglas/precios.py
    python -m tests.mutar --minutos 30 --procesos 1         lo que quepa, en orden sorteado
    python -m tests.mutar --vivos                           otra vez también los que siguen vivos, después de escribir su prueba
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path
from typing import Any

from tests.mutar import frio, informe
from tests.mutar.modulos import CUARTOS, ENTEROS, FUERA_DEL_MAPA
from tests.mutar.mutante import Mutante
from tests.mutar.mutantes import candidatos, de_archivo, vale

RAIZ = Path(__file__).resolve().parents[2]
CARPETA = RAIZ / "var" / "mutar"
RESULTADOS = CARPETA / "resultados.jsonl"
PYTEST = [sys.executable, "-m", "pytest", "-p", "tests.mutar.sin_encoger"]
TANDA = 250  # por cada una se arranca una vez, y una corrida cortada pierde a lo más lo que no alcanzó de la suya
TODAS, POR_LINEA = 10_000, 60  # cuántas pruebas de cada línea, la más rápida primero: en los módulos enteros, todas
INCONCLUSOS = {"frio", "error", "sin juzgar"}
SIN_JUZGAR = {"fin": "sin juzgar"}
CON_PROCESO_APARTE = ("archivos/", "verificador/", "indicadores/cifra/definicion_v1.py")


@dataclass(frozen=True)
class Encargo:
    """Un mutante y las pruebas que lo pueden ver, la más rápida primero; en frío, con qué se juzga."""

    mutante: Mutante
    pruebas: list[str]
    en_frio: list[str]

    @property
    def apela(self) -> bool:
        """Si vivo en caliente no basta: un proceso aparte no ve lo que se injerta."""
        return self.mutante.archivo.startswith(CON_PROCESO_APARTE)


def opciones(orden: Sequence[str]) -> Namespace:
    """Qué se pidió."""
    lector = ArgumentParser("python -m tests.mutar", description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    lector.add_argument("--semilla", type=int, default=20261123, help="la del sorteo (20261123)")
    lector.add_argument("--muestra", type=int, default=300, help="cuántos del resto del producto (300; 0 = ninguno)")
    lector.add_argument("--procesos", type=int, default=2, help="cuántos a la vez (2)")
    lector.add_argument("--minutos", type=float, default=0, help="no empieza otra tanda después de ese tiempo (sin límite)")
    lector.add_argument("--solo", choices=sorted(ENTEROS), action="append", help="sólo ese módulo (se puede repetir)")
    lector.add_argument("--vivos", action="store_true", help="también los que quedaron vivos, otra vez")
    lector.add_argument("--informe", action="store_true", help="sólo escribe el informe de lo que ya se juzgó")
    lector.add_argument("--salida", type=Path, default=RAIZ / "docs" / "mutaciones.md", help="el informe")
    return lector.parse_args(orden)


def main(orden: list[str]) -> None:
    """Sorteo, mapa, juicio e informe."""
    pedido = opciones(orden)
    CARPETA.mkdir(parents=True, exist_ok=True)
    enteros = {archivo: de_archivo(RAIZ, archivo) for archivo in pedido.solo or ENTEROS}
    muestra = _sortear(pedido.muestra, pedido.semilla) if pedido.muestra and not pedido.solo else []
    if not pedido.informe:
        _juzgar_lo_pendiente(enteros, muestra, pedido)
    elegidos, hechos = [*chain.from_iterable(enteros.values()), *muestra], _resultados()
    fallos = [informe.Fallo(m, **hechos[m.clave]) for m in elegidos if hechos.get(m.clave, SIN_JUZGAR)["fin"] not in INCONCLUSOS]
    cuantos = {archivo: len(suyos) for archivo, suyos in enteros.items()} | {"resto": len(muestra)}
    informe.escribir(fallos, cuantos, pedido.semilla, " ".join(["python -m tests.mutar", *orden]), pedido.salida)
    sys.stdout.write(f"{len(fallos)} de {len(elegidos)} juzgados. El informe quedó en {pedido.salida}.\n")


def _juzgar_lo_pendiente(enteros: dict[str, list[Mutante]], muestra: Sequence[Mutante], pedido: Namespace) -> None:
    arboles = [CARPETA / f"arbol{n}" for n in range(pedido.procesos)]
    for arbol in arboles:
        frio.copiar_arbol(RAIZ, arbol)
    encargos = [*_de_enteros(enteros, arboles), *_de_muestra(muestra, arboles)]
    random.Random(pedido.semilla).shuffle(encargos)
    _juzgar(_pendientes(encargos, pedido.vivos), arboles, time.monotonic() + pedido.minutos * 60 if pedido.minutos else None)


def _sortear(cuantos: int, semilla: int) -> list[Mutante]:
    """De las funciones de todo lo demás. Fuera de ellas hay campos, rótulos y direcciones, que cuidan otras revisiones."""
    archivos = sorted(
        str(ruta.relative_to(RAIZ)) for cuarto in CUARTOS for ruta in (RAIZ / cuarto).rglob("*.py")
        if "migrations" not in ruta.parts
    )
    hallados = (candidatos(RAIZ, archivo) for archivo in archivos if archivo not in ENTEROS)
    resto = [mutante for suyos in hallados for mutante in suyos if mutante.en_funcion]
    random.Random(semilla).shuffle(resto)
    return list(islice((m for m in resto if vale(m, (RAIZ / m.archivo).read_text(encoding="utf-8"))), cuantos))


def _de_enteros(enteros: dict[str, list[Mutante]], arboles: Sequence[Path]) -> Iterator[Encargo]:
    for archivo, mutantes in enteros.items():
        pruebas = list(ENTEROS[archivo])
        juntos = sorted(otro for otro in ENTEROS if ENTEROS[otro] == ENTEROS[archivo])
        mapa = _mapa(_huella([*juntos, *pruebas]), pruebas, juntos, arboles, TODAS)
        yield from (_encargo(mutante, mapa, pruebas) for mutante in mutantes)


def _huella(rutas: Iterable[str]) -> str:
    """La de esos archivos y los de esas carpetas: si cambian, su mapa se rehace."""
    archivos = (hallado for ruta in rutas for hallado in ([RAIZ / ruta] if ruta.endswith(".py") else sorted((RAIZ / ruta).glob("*.py"))))
    return sha256(b"".join(archivo.read_bytes() for archivo in archivos)).hexdigest()[:8]


def _de_muestra(muestra: Sequence[Mutante], arboles: Sequence[Path]) -> Iterator[Encargo]:
    if not muestra:
        return
    fuera = [f"--ignore={carpeta}" for carpeta in FUERA_DEL_MAPA]
    donde = sorted({mutante.archivo for mutante in muestra})
    mapa = _mapa("todo", ["-m", "not navegador and not larga", *fuera], donde, arboles, POR_LINEA)
    yield from (_encargo(mutante, mapa, None) for mutante in muestra)


def _encargo(mutante: Mutante, mapa: dict[str, Any], todas: list[str] | None) -> Encargo:
    """Lo que se ejecuta al importar no es de ninguna prueba: lo juzgan todas las de su módulo."""
    lineas = mapa["lineas"].get(mutante.archivo, {})
    renglon = next((n for n in range(mutante.linea, mutante.linea - 12, -1) if str(n) in lineas), mutante.linea)
    suyas = lineas.get(str(renglon), [])
    if todas and (not mutante.en_funcion or renglon in mapa["al_importar"].get(mutante.archivo, [])):
        suyas = sorted(mapa["tarda"], key=mapa["tarda"].__getitem__)
    return Encargo(mutante, suyas, todas or suyas)


def _mapa(nombre: str, pruebas: Sequence[str], donde: Sequence[str], arboles: Sequence[Path], por_linea: int) -> dict[str, Any]:
    """Qué pruebas pasan por cada línea. Es lento y se guarda: para rehacerlo, se borra el archivo."""
    ruta = CARPETA / f"mapa_{nombre}.json"
    if not ruta.exists():
        sys.stdout.write(f"Anotando qué prueba pasa por cada línea ({nombre})…\n")
        orden = [*PYTEST, "-p", "tests.mutar.mapa", *pruebas]
        ambiente = os.environ | {"MUTAR_MAPA": str(ruta), "MUTAR_POR_LINEA": str(por_linea), "MUTAR_ARCHIVOS": ":".join(donde)}
        subprocess.run(orden, cwd=arboles[0], check=False, env=ambiente, stdout=subprocess.DEVNULL)
    return dict(json.loads(ruta.read_text(encoding="utf-8")))


def _resultados() -> dict[str, dict[str, Any]]:
    """Lo último que se supo de cada uno, y cómo le fue la primera vez que se pudo decidir."""
    hechos: dict[str, dict[str, Any]] = {}
    for fila in map(json.loads, RESULTADOS.read_text(encoding="utf-8").splitlines() if RESULTADOS.exists() else ()):
        clave, fin = fila.pop("clave"), fila["fin"]
        primero = hechos.get(clave, {}).get("primero", "") or ("" if fin in INCONCLUSOS else fin)
        hechos[clave] = fila | {"primero": primero}
    return hechos


def _pendientes(encargos: Iterable[Encargo], vivos: bool) -> list[Encargo]:
    hechos, repetir = _resultados(), INCONCLUSOS | ({"vivo", "sin prueba"} if vivos else set())
    return [e for e in encargos if hechos.get(e.mutante.clave, SIN_JUZGAR)["fin"] in repetir]


def _juzgar(encargos: Sequence[Encargo], arboles: Sequence[Path], limite: float | None) -> None:
    """En caliente lo que se puede; en frío, lo que ahí no se pudo decidir."""
    _repartir(_en_caliente, [encargos[n : n + TANDA] for n in range(0, len(encargos), TANDA)], arboles, limite)
    hechos = _resultados()
    frios = [e for e in encargos if hechos.get(e.mutante.clave, SIN_JUZGAR)["fin"] in INCONCLUSOS]
    _repartir(_en_frio, frios, arboles, limite)


def _repartir(juez: Callable[[Any, Path], None], trabajos: Sequence[Any], arboles: Sequence[Path], limite: float | None) -> None:
    libres = list(arboles)

    def uno(trabajo: Any) -> None:
        if limite is None or time.monotonic() < limite:
            arbol = libres.pop()
            try:
                juez(trabajo, arbol)
            finally:
                libres.append(arbol)

    with ThreadPoolExecutor(max_workers=len(arboles)) as grupo:
        list(grupo.map(uno, trabajos))


def _en_frio(encargo: Encargo, arbol: Path) -> None:
    fin, por = frio.juzgar(encargo.mutante, encargo.en_frio, arbol)
    fila = {"clave": encargo.mutante.clave, "fin": fin, "por": por, "pruebas": len(encargo.en_frio)}
    with RESULTADOS.open("a", encoding="utf-8") as salida:
        salida.write(json.dumps(fila) + "\n")


def _en_caliente(encargos: Sequence[Encargo], arbol: Path) -> None:
    lote = arbol / "lote.json"
    mapas = list(CARPETA.glob("mapa_*.json"))
    conocidas = [prueba for mapa in mapas for prueba in json.loads(mapa.read_text(encoding="utf-8"))["tarda"]]
    dato = {"conocidas": conocidas, "mutantes": [(e.mutante.como_dato(), e.pruebas, e.apela) for e in encargos]}
    lote.write_text(json.dumps(dato), encoding="utf-8")
    archivos = sorted({prueba.split("::")[0] for e in encargos for prueba in [*e.pruebas, *ENTEROS.get(e.mutante.archivo, ())]})
    ambiente = os.environ | {"MUTAR_LOTE": str(lote), "MUTAR_SALIDA": str(RESULTADOS)}
    subprocess.run([*PYTEST, "-p", "tests.mutar.vivero", *archivos], cwd=arbol, check=False, env=ambiente, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main(sys.argv[1:])
