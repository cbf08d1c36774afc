"""Lo que cuesta una página: milisegundos de CPU del servidor, tiempos de quien la pide y consultas a la base."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.herramientas.cliente_http import ClienteHttp
from tests.herramientas.servidor_de_prueba import Servidor
from tests.medir.procesos import cpu_ms

LITERALES = re.compile(r"'(?:[^']|'')*'|\b\d+\b")
SOSPECHA = 3


@dataclass(frozen=True)
class Consultas:
    """Cuántas consultas hizo una página; `iguales`, las que ya había hecho idénticas; `parecidas`, las de un mismo molde
    que se repite tres veces o más, que es la seña de una consulta por renglón."""

    total: int
    iguales: int
    parecidas: dict[str, int]


def cpu_por_peticion(vivo: Servidor, cliente: ClienteHttp, ruta: str, tiempos: list[float], pedidos: int) -> Callable[[], float]:
    """La vuelta que pide `pedidos` veces la página, anota cada tiempo (ms) y devuelve el CPU de cada una. Lanza `RuntimeError`."""

    def pedir() -> float:
        antes = cpu_ms(vivo.hijos())
        for _ in range(pedidos):
            inicio = time.perf_counter()
            respuesta = cliente.get(ruta)
            tiempos.append((time.perf_counter() - inicio) * 1000)
            if respuesta.codigo != 200:
                raise RuntimeError(f"{ruta} contestó {respuesta.codigo} {respuesta.destino}.")
        return (cpu_ms(vivo.hijos()) - antes) / pedidos

    return pedir


def consultas(persona: Any, ruta: str) -> Consultas:
    """Las de una petición con las memorias del proceso ya tibias. Lanza `RuntimeError` si la página no contesta 200."""
    cliente = Client()
    if persona is not None:
        cliente.force_login(persona, backend=settings.AUTHENTICATION_BACKENDS[0])
    cliente.get(ruta, headers={"host": "localhost"})
    with CaptureQueriesContext(connection) as hechas:
        respuesta = cliente.get(ruta, headers={"host": "localhost"})
    if respuesta.status_code != 200:
        raise RuntimeError(f"{ruta} contestó {respuesta.status_code}.")
    dichas = [consulta["sql"] for consulta in hechas.captured_queries]
    moldes = Counter(LITERALES.sub("?", dicha) for dicha in dichas)
    return Consultas(len(dichas), len(dichas) - len(set(dichas)), {m: n for m, n in moldes.items() if n >= SOSPECHA})
