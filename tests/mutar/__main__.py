"""Muta el producto y escribe `docs/mutaciones.md`. Lo juzgado queda en `docs/mutaciones.jsonl` y no se repite: sólo lo que cambió.

    python -m tests.mutar                                   los módulos enteros y 300 del resto (unas dos horas con dos procesos)
    python -m tests.mutar --solo dictamenes/reglas/precios.py
    python -m tests.mutar --minutos 30 --procesos 1         lo que quepa, en orden sorteado
    python -m tests.mutar --solo muestra --vivos            otra vez también los que siguen vivos, después de escribir su prueba
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

from tests.mutar import frio, informe, memoria
from tests.mutar.memoria import Juicio
from tests.mutar.modulos import CUARTOS, ENTEROS, FUERA_DEL_MAPA
from tests.mutar.mutante import Mutante
from tests.mutar.mutantes import candidatos, vale

RAIZ = memoria.RAIZ
CARPETA = memoria.CORRIDA.parent
PYTEST = [sys.executable, "-m", "pytest", "-p", "tests.mutar.sin_encoger"]
MUESTRA = "muestra"
TANDA = 1500  # por cada una se arranca una vez; lo juzgado se apunta de uno en uno
TODAS, POR_LINEA = 10_000, 60  # cuántas pruebas de cada línea, la más rápida primero: en los módulos enteros, todas
SIN_JUZGAR = Juicio("sin juzgar")
CON_PROCESO_APARTE = ("archivos/", "verificador/", "indicadores/cifra/definicion_v1.py")


@dataclass(frozen=True)
class Encargo:
    """Un mutante, las pruebas que lo pueden ver (la más rápida primero) y con qué se juzga en frío.

    `al_importar`: por ahí se pasa al cargar el módulo. `sucias`: las copias que pasan por el daño; None, cualquiera.
    """

    mutante: Mutante
    pruebas: list[str]
    en_frio: list[str]
    al_importar: bool
    sucias: list[str] | None

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
    lector.add_argument("--solo", choices=[*sorted(ENTEROS), MUESTRA], action="append", help="sólo ese módulo, o la muestra (se puede repetir)")
    lector.add_argument("--vivos", action="store_true", help="también los que quedaron vivos, otra vez")
    lector.add_argument("--en-frio", type=int, default=30, help="cuántos vivos de la muestra se vuelven a juzgar en frío (30)")
    lector.add_argument("--informe", action="store_true", help="sólo escribe el informe de lo que ya se juzgó")
    lector.add_argument("--salida", type=Path, default=RAIZ / "docs" / "mutaciones.md", help="el informe")
    return lector.parse_args(orden)


def main(orden: list[str]) -> None:
    """Sorteo, mapa, juicio e informe."""
    pedido = opciones(orden)
    CARPETA.mkdir(parents=True, exist_ok=True)
    cuales = [cual for cual in pedido.solo or ENTEROS if cual != MUESTRA]
    enteros = {archivo: [m for m in suyos if _vale(m)] for archivo, suyos in zip(cuales, _hallados(cuales), strict=True)}
    muestra = _sortear(pedido.muestra, pedido.semilla) if pedido.muestra and MUESTRA in (pedido.solo or [MUESTRA]) else []
    if not pedido.informe:
        _juzgar_lo_pendiente(enteros, muestra, pedido)
    elegidos, hechos = [*chain.from_iterable(enteros.values()), *muestra], memoria.recordar()
    if not pedido.solo and pedido.muestra:
        memoria.guardar(elegidos, hechos)
    fallos = [informe.Fallo(m, hechos[m.clave]) for m in elegidos if hechos.get(m.clave, SIN_JUZGAR).decidido]
    cuantos = {archivo: len(suyos) for archivo, suyos in enteros.items()} | {"resto": len(muestra)}
    informe.escribir(fallos, cuantos, pedido.semilla, " ".join(["python -m tests.mutar", *orden]), pedido.salida)
    sys.stdout.write(f"{len(fallos)} de {len(elegidos)} juzgados. El informe quedó en {pedido.salida}.\n")


def _juzgar_lo_pendiente(enteros: dict[str, list[Mutante]], muestra: Sequence[Mutante], pedido: Namespace) -> None:
    arboles = [CARPETA / f"arbol{n}" for n in range(pedido.procesos)]
    for arbol in arboles:
        frio.copiar_arbol(RAIZ, arbol)
    hasta = time.time() + pedido.minutos * 60 if pedido.minutos else None
    azar = random.Random(pedido.semilla)
    for encargos in (_de_enteros(enteros, arboles, pedido.vivos), _de_muestra(muestra, arboles, pedido.vivos)):
        sorteados = list(encargos)
        azar.shuffle(sorteados)
        _juzgar(sorteados, arboles, hasta)
    _confirmar(muestra, arboles, hasta, pedido.en_frio)


def _pendientes(mutantes: Iterable[Mutante], vivos: bool) -> list[Mutante]:
    hechos = memoria.recordar()
    return [m for m in mutantes if not (suyo := hechos.get(m.clave, SIN_JUZGAR)).decidido or (vivos and not suyo.muerto)]


def _sortear(cuantos: int, semilla: int) -> list[Mutante]:
    """De las funciones de todo lo demás. Fuera de ellas hay campos, rótulos y direcciones, que cuidan otras revisiones.

    El lugar de cada uno en el sorteo sale de su clave: cambiar una función no vuelve a sortear las otras.
    """
    archivos = sorted(
        str(ruta.relative_to(RAIZ)) for cuarto in CUARTOS for ruta in (RAIZ / cuarto).rglob("*.py")
        if "migrations" not in ruta.parts
    )
    hallados = chain.from_iterable(_hallados([archivo for archivo in archivos if archivo not in ENTEROS]))
    resto = sorted(hallados, key=lambda mutante: sha256(f"{semilla}{mutante.clave}".encode()).digest())
    return list(islice((m for m in resto if m.en_funcion and _vale(m)), cuantos))


def _vale(mutante: Mutante) -> bool:
    return vale(mutante, (RAIZ / mutante.archivo).read_text(encoding="utf-8"))


def _hallados(archivos: Sequence[str]) -> list[list[Mutante]]:
    """Los de cada archivo. Hallar todos cuesta más de un minuto de procesador: se guardan mientras el archivo no cambie."""
    ruta = CARPETA / "candidatos.json"
    guardados = json.loads(ruta.read_text(encoding="utf-8")) if ruta.exists() else {}
    for archivo in archivos:
        huella = sha256((RAIZ / archivo).read_bytes()).hexdigest()
        if guardados.get(archivo, [""])[0] != huella:
            guardados[archivo] = (huella, [mutante.como_dato() for mutante in candidatos(RAIZ, archivo)])
    ruta.write_text(json.dumps(guardados), encoding="utf-8")
    return [[Mutante(**dato) for dato in guardados[archivo][1]] for archivo in archivos]


def _de_enteros(enteros: dict[str, list[Mutante]], arboles: Sequence[Path], vivos: bool) -> Iterator[Encargo]:
    for archivo, mutantes in enteros.items():
        if pendientes := _pendientes(mutantes, vivos):
            pruebas = list(ENTEROS[archivo])
            juntos = sorted(otro for otro in ENTEROS if ENTEROS[otro] == ENTEROS[archivo])
            mapa = _mapa(juntos[0].removesuffix(".py").replace("/", "."), pruebas, juntos, arboles, TODAS)
            yield from (_encargo(mutante, mapa, pruebas) for mutante in pendientes)


def _de_muestra(muestra: Sequence[Mutante], arboles: Sequence[Path], vivos: bool) -> Iterator[Encargo]:
    """El mapa es de los archivos que se van a dañar, tal como están: con el de otros, o el de ayer, nadie los ve pasar."""
    pendientes = _pendientes(muestra, vivos)
    if not pendientes:
        return
    fuera = [f"--ignore={carpeta}" for carpeta in FUERA_DEL_MAPA]
    donde = sorted({mutante.archivo for mutante in pendientes})
    mapa = _mapa(MUESTRA, ["-m", "not navegador and not larga", *fuera], donde, arboles, POR_LINEA)
    yield from (_encargo(mutante, mapa, None) for mutante in pendientes)


def _encargo(mutante: Mutante, mapa: dict[str, Any], todas: list[str] | None) -> Encargo:
    """Lo que se ejecuta al importar no es de ninguna prueba: lo juzgan todas las de su módulo."""
    lineas = mapa["lineas"].get(mutante.archivo, {})
    renglon = next((n for n in range(mutante.linea, mutante.linea - 12, -1) if str(n) in lineas), mutante.linea)
    suyas = lineas.get(str(renglon), [])
    al_importar = renglon in mapa["al_importar"].get(mutante.archivo, [])
    if todas and (not mutante.en_funcion or al_importar):
        suyas = sorted(mapa["tarda"], key=mapa["tarda"].__getitem__)
    copian = mapa.get("copian", {}).get(mutante.archivo)
    sucias = copian.get(str(renglon), []) if copian is not None and mutante.en_funcion else None
    return Encargo(mutante, suyas, todas or suyas, al_importar, sucias if not al_importar else None)


def _mapa(nombre: str, pruebas: Sequence[str], donde: Sequence[str], arboles: Sequence[Path], por_linea: int) -> dict[str, Any]:
    """Qué pruebas pasan por cada línea. Es lento y se guarda mientras esos archivos no cambien; las pruebas nuevas se prueban con todos."""
    ruta = CARPETA / f"mapa_{nombre}.json"
    mapa = json.loads(ruta.read_text(encoding="utf-8")) if ruta.exists() else None
    if mapa is None or not vigente(mapa, donde, arboles[0]):
        sys.stdout.write(f"Anotando qué prueba pasa por cada línea ({nombre})…\n")
        sys.stdout.flush()
        ruta.unlink(missing_ok=True)
        orden = [*PYTEST, "-p", "tests.mutar.mapa", *pruebas]
        ambiente = os.environ | {"MUTAR_MAPA": str(ruta), "MUTAR_POR_LINEA": str(por_linea), "MUTAR_ARCHIVOS": ":".join(donde)}
        ambiente |= {} if nombre != MUESTRA else {"MUTAR_DE_TODO": "1"}
        subprocess.run(orden, cwd=arboles[0], check=False, env=ambiente, stdout=subprocess.DEVNULL)
        mapa = json.loads(ruta.read_text(encoding="utf-8"))
    return dict(mapa)


def vigente(mapa: dict[str, Any], donde: Iterable[str], arbol: Path) -> bool:
    """Si anotó estos archivos tal como están."""
    return all(mapa["huellas"].get(archivo) == sha256((arbol / archivo).read_bytes()).hexdigest() for archivo in donde)


def _juzgar(encargos: Sequence[Encargo], arboles: Sequence[Path], limite: float | None) -> None:
    """En caliente lo que se puede; en frío, lo que ahí no se pudo decidir, aunque antes se supiera vivo."""
    _repartir(_en_caliente, [encargos[n : n + TANDA] for n in range(0, len(encargos), TANDA)], arboles, limite)
    ultimo = memoria.lo_ultimo()
    quedan = [encargo for encargo in encargos if not ultimo.get(encargo.mutante.clave, SIN_JUZGAR).decidido]
    _repartir(_en_frio, quedan, arboles, limite)


def _confirmar(muestra: Sequence[Mutante], arboles: Sequence[Path], limite: float | None, cuantos: int) -> None:
    """Los primeros vivos de la muestra, otra vez y en frío: dice cuánto se le puede creer al juicio en caliente."""
    hechos, ruta = memoria.recordar(), CARPETA / "mapa_muestra.json"
    vivos = [m for m in muestra if hechos.get(m.clave, SIN_JUZGAR).fin == "vivo"]
    por_ver = [m for m in vivos[:cuantos] if not hechos[m.clave].frio]
    if por_ver and ruta.exists() and vigente(mapa := json.loads(ruta.read_text(encoding="utf-8")), {m.archivo for m in por_ver}, arboles[0]):
        _repartir(_otra_vez, [_encargo(mutante, mapa, None) for mutante in por_ver], arboles, limite)


def _repartir(juez: Callable[[Any, Path, float | None], None], trabajos: Sequence[Any], arboles: Sequence[Path], limite: float | None) -> None:
    libres = list(arboles)

    def uno(trabajo: Any) -> None:
        if limite is None or time.time() < limite:
            arbol = libres.pop()
            try:
                juez(trabajo, arbol, limite)
            finally:
                libres.append(arbol)

    with ThreadPoolExecutor(max_workers=len(arboles)) as grupo:
        list(grupo.map(uno, trabajos))


def _en_frio(encargo: Encargo, arbol: Path, _: float | None) -> None:
    _apuntar(encargo.mutante, *frio.juzgar(encargo.mutante, encargo.en_frio, arbol), frio="sí")


def _otra_vez(encargo: Encargo, arbol: Path, _: float | None) -> None:
    """Si ahora muere, que no sea porque esa prueba falle sola."""
    fin, por = frio.juzgar(encargo.mutante, encargo.en_frio, arbol)
    if fin == "muerto" and not frio.sano([por] if "::" in por else encargo.en_frio, arbol):
        fin = "error"
    _apuntar(encargo.mutante, fin, por, frio="sí" if fin == "vivo" else "desacuerdo")


def _apuntar(mutante: Mutante, fin: str, por: str, **mas: str) -> None:
    with memoria.CORRIDA.open("a", encoding="utf-8") as salida:
        salida.write(json.dumps({"clave": mutante.clave, "fin": fin, "por": por, **mas}) + "\n")


def _en_caliente(encargos: Sequence[Encargo], arbol: Path, limite: float | None) -> None:
    lote = arbol / "lote.json"
    mapas = [json.loads(mapa.read_text(encoding="utf-8")) for mapa in CARPETA.glob("mapa_*.json")]
    lugares = {lista: n for n, lista in enumerate(dict.fromkeys(tuple(encargo.pruebas) for encargo in encargos))}
    dato = {
        "elegidas": list(lugares),
        "conocidas": sorted({prueba for mapa in mapas for prueba in mapa.get("recolectadas") or mapa["tarda"]}),
        "tarda": {prueba: segundos for mapa in mapas for prueba, segundos in mapa["tarda"].items()},
        "copias": sorted({copia for mapa in mapas for copia in mapa.get("copias", ())}),
        "mutantes": [(e.mutante.como_dato(), lugares[tuple(e.pruebas)], e.apela, e.al_importar, e.sucias) for e in encargos],
        "hasta": limite,
    }
    lote.write_text(json.dumps(dato), encoding="utf-8")
    archivos = sorted({prueba.split("::")[0] for e in encargos for prueba in [*e.pruebas, *ENTEROS.get(e.mutante.archivo, ())]})
    ambiente = os.environ | {"MUTAR_LOTE": str(lote), "MUTAR_SALIDA": str(memoria.CORRIDA)}
    subprocess.run([*PYTEST, "-p", "tests.mutar.vivero", *archivos], cwd=arbol, check=True, env=ambiente, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main(sys.argv[1:])
