"""El banco entero: un proceso por motor, cada uno con su base desechable, y la tabla con lo de todos.

    python -m tests.medir                                        todo, en los dos motores (cerca de dos horas)
    python -m tests.medir --solo bandeja --casos 100000          sólo las listas, hasta cien mil casos
    python -m tests.medir --solo caso --motor sqlite --parejas 3
    python -m tests.medir --solo pantallas --solo diciembre --casos 100000
    python -m tests.medir --antes 158193b3 --solo caso           ese commit y éste, alternados, en la misma corrida
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

RAIZ = Path(__file__).resolve().parents[2]
PARTES = ("arranque", "documento", "firmas", "bitacora", "anclas", "caso", "bandeja", "pantallas", "busqueda", "diciembre", "mesa", "importar", "puertas")
MOTORES = ("sqlite", "postgres")
COMUNES = ("casos", "eventos", "parejas", "por_vuelta", "peticiones", "presentaciones", "segundos", "escalon", "firmas")  # a los dos árboles
CON_HISTORIA = 100_000  # la de las pantallas y de diciembre: veinte años como el más cargado


def opciones(orden: list[str] | None = None) -> Namespace:
    """Qué se pidió medir."""
    lector = ArgumentParser("python -m tests.medir", description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    lector.add_argument("--solo", choices=PARTES, action="append", help="sólo esa parte (se puede repetir)")
    lector.add_argument("--motor", choices=MOTORES, action="append", help="sólo ese motor")
    lector.add_argument("--casos", type=int, default=1_000_000, help="hasta cuántos casos crece la historia (un millón)")
    lector.add_argument("--eventos", type=int, default=1_000_000, help="los de la exportación y los de la mesa (un millón)")
    lector.add_argument("--parejas", type=int, default=5, help="vueltas de cada lado, alternadas (5)")
    lector.add_argument("--por-vuelta", type=int, default=8, help="casos completos por vuelta (8)")
    lector.add_argument("--peticiones", type=int, default=2000, help="peticiones con que se busca si crece la memoria (2000)")
    lector.add_argument("--presentaciones", type=int, default=800, help="las de diciembre (800)")
    lector.add_argument("--segundos", type=float, default=600, help="en cuánto tiempo llegan (600)")
    lector.add_argument("--escalon", type=float, default=45, help="segundos de cada escalón con que se busca la rodilla (45)")
    lector.add_argument("--firmas", type=int, default=100, help="cuántos dictámenes se firman y emiten de una vez (100)")
    lector.add_argument("--antes", help="mide también ese commit, alternado con éste, y escribe antes_y_despues.md")
    lector.add_argument("--vueltas", type=int, default=3, help="con --antes, cuántas veces se mide cada árbol (3)")
    lector.add_argument("--salida", type=Path, default=RAIZ / "docs", help="carpeta de medidas.md y medidas.json")
    lector.add_argument("--aqui", type=Path, help="uso interno: mide en esta base y deja su JSON en ese archivo")
    return lector.parse_args(orden)


def main(orden: list[str]) -> None:
    """Mide en cada motor y escribe la tabla."""
    pedido = opciones(orden)
    if pedido.aqui:
        pedido.aqui.write_text(json.dumps(_medir(pedido)), encoding="utf-8")
        return
    dicho = " ".join(["make medir", *orden]) if not orden else " ".join(["python -m tests.medir", *orden])
    if pedido.antes:
        _antes_y_despues(pedido, dicho)
        return
    from tests.medir.tabla import escribir

    corridas = [_en_otro_proceso(motor, orden) for motor in pedido.motor or MOTORES]
    escribir(pedido.salida, corridas, dicho, date.today())
    sys.stdout.write(f"Quedó en {pedido.salida}/medidas.md y medidas.json.\n")


def _antes_y_despues(pedido: Namespace, dicho: str) -> None:
    """A B A B, cada árbol con su banco y sólo con las partes que conoce."""
    from tests.medir import antes

    with antes.sacado(RAIZ, pedido.antes) as arbol:
        pedidas = {lado: antes.partes_de(lado, pedido.solo or list(PARTES)) for lado in (arbol, RAIZ)}
        vueltas = {motor: [tuple(antes.renglones(_lado(pedido, motor, lado, partes)) for lado, partes in pedidas.items())
                           for _ in range(pedido.vueltas)] for motor in pedido.motor or MOTORES}
    antes.escribir(pedido.salida, antes.tabla(pedido.antes, dicho, vueltas), vueltas)
    sys.stdout.write(f"Quedó en {pedido.salida}/antes_y_despues.md y antes_y_despues.json.\n")


def _lado(pedido: Namespace, motor: str, arbol: Path, partes: list[str]) -> list[dict[str, Any]]:
    comunes = [f"--{nombre.replace('_', '-')}={getattr(pedido, nombre)}" for nombre in COMUNES]
    suyas = [orden for parte in partes for orden in ("--solo", parte)]
    return _en_otro_proceso(motor, [*comunes, *suyas], arbol)["medidas"] if partes else []


def _en_otro_proceso(motor: str, orden: list[str], arbol: Path = RAIZ) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="dictamenes-medir-") as carpeta:
        salida = Path(carpeta) / "medidas.json"
        con = ["-m", "tests.herramientas.con_postgres", sys.executable] if motor == "postgres" else []
        base = {} if motor == "postgres" else {"DATABASE_URL": f"sqlite:///{carpeta}/db.sqlite3"}
        entorno = {nombre: valor for nombre, valor in os.environ.items() if nombre != "DATABASE_URL"}
        subprocess.run(
            [sys.executable, *con, "-m", "tests.medir", *orden, "--aqui", str(salida)], cwd=arbol, check=True,
            env={**entorno, **base, "PG_DURABLE": "1", "DJANGO_SETTINGS_MODULE": "config.ajustes_pruebas"},
        )
        return json.loads(salida.read_text(encoding="utf-8"))


def _medir(pedido: Namespace) -> dict[str, Any]:
    import logging

    import django

    django.setup()
    logging.disable(logging.CRITICAL)
    from tests.medir import base
    from tests.medir.medida import maquina

    inicio, medidas, mundo = time.monotonic(), [], base.preparar()
    for medida in _partes(pedido, mundo):
        sys.stdout.write(f"{medida.que} | {medida.valor} | {medida.contra} | {medida.razon}\n")
        sys.stdout.flush()
        medidas.append(medida.como_dato())
    return {"maquina": maquina(), "segundos": time.monotonic() - inicio, "medidas": medidas}


def _partes(pedido: Namespace, mundo: Any) -> Iterator[Any]:
    """Lo que crece la historia va al final: de ahí en adelante todas la comparten."""
    from tests.medir import (
        anclas,
        arranque,
        bandeja,
        bitacora,
        busqueda,
        casos,
        diciembre,
        documento,
        firmas,
        importar,
        mesa,
        pantallas,
        puertas,
    )
    from tests.medir.historia import Historia

    historia = cache(lambda: Historia(mundo))
    puestos = min(pedido.casos, CON_HISTORIA)
    partes = {
        "arranque": lambda: arranque.medir(mundo),
        "documento": lambda: documento.medir(mundo),
        "firmas": lambda: firmas.medir(mundo, pedido.firmas),
        "bitacora": lambda: bitacora.medir(mundo),
        "anclas": lambda: anclas.medir(pedido.eventos),
        "caso": lambda: casos.medir(mundo, pedido.parejas, pedido.por_vuelta, pedido.peticiones),
        "importar": lambda: importar.medir(mundo, pedido.parejas),
        "puertas": lambda: puertas.medir(mundo),
        "bandeja": lambda: bandeja.medir(historia(), pedido.casos, pedido.parejas),
        "pantallas": lambda: pantallas.medir(historia(), puestos, pedido.parejas),
        "busqueda": lambda: busqueda.medir(historia(), puestos, pedido.parejas),
        "diciembre": lambda: diciembre.medir(historia(), puestos, pedido.presentaciones, pedido.segundos, pedido.escalon),
        "mesa": lambda: mesa.medir(historia(), pedido.eventos, pedido.parejas),
    }
    for nombre in PARTES:
        if nombre in (pedido.solo or PARTES):
            yield from partes[nombre]()


if __name__ == "__main__":
    main(sys.argv[1:])
