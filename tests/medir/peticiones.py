"""Lo que cuesta una página: milisegundos de CPU del servidor, tiempos de quien la pide y consultas a la base."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.herramientas.cliente_http import ClienteHttp
from tests.herramientas.servidor_de_prueba import Servidor
from tests.medir.medida import Medida, alternar, percentil, razones, resumen
from tests.medir.procesos import cpu_ms

LITERALES = re.compile(r"'(?:[^']|'')*'|\b\d+\b")
SOSPECHA = 3
PEDIDOS = 10


@dataclass(frozen=True)
class Consultas:
    """Cuántas consultas hizo una página; `iguales`, las que ya había hecho idénticas; `parecidas`, las de un mismo molde
    que se repite tres veces o más, que es la seña de una consulta por renglón."""

    total: int
    iguales: int
    parecidas: dict[str, int]


def cpu_por_peticion(vivo: Servidor, cliente: ClienteHttp, ruta: str, tiempos: list[float]) -> Callable[[], float]:
    """La vuelta que pide `PEDIDOS` veces la página, anota cada tiempo (ms) y devuelve el CPU de cada una. Lanza `RuntimeError`."""

    def pedir() -> float:
        antes = cpu_ms(vivo.hijos())
        for _ in range(PEDIDOS):
            inicio = time.perf_counter()
            respuesta = cliente.get(ruta)
            tiempos.append((time.perf_counter() - inicio) * 1000)
            if respuesta.codigo != 200:
                raise RuntimeError(f"{ruta} contestó {respuesta.codigo} {respuesta.destino}.")
        return (cpu_ms(vivo.hijos()) - antes) / PEDIDOS

    return pedir


@dataclass(frozen=True)
class Comparada:
    """Una página junto a su par: CPU de cada vuelta (ms), lo que esperó quien la pidió (ms) y sus consultas."""

    cpu_ms: list[float]
    par_ms: list[float]
    p50_ms: float
    p95_ms: float
    consultas: Consultas

    def medida(self, parte: str, que: str, meta: str, **datos: Any) -> Medida:
        """El renglón de la tabla."""
        return Medida(
            parte, que,
            f"{self.consultas.total} consultas · {resumen(self.cpu_ms)} ms CPU · p50 {self.p50_ms:.0f}, p95 {self.p95_ms:.0f} ms",
            f"ListView plano {median(self.par_ms):.2f} ms",
            f"{resumen(razones(list(zip(self.cpu_ms, self.par_ms, strict=True))))}×", meta,
            {**datos, "cpu_ms": self.cpu_ms, "par_ms": self.par_ms, "p50_ms": self.p50_ms, "p95_ms": self.p95_ms,
             "consultas": self.consultas.total, "iguales": self.consultas.iguales, "parecidas": self.consultas.parecidas},
        )


def comparar(vivo: Servidor, ruta: str, par: str, vueltas: int, persona: Any, quien_abre_el_par: Any = None) -> Comparada:
    """La página y su par, alternados; los tiempos de calentamiento no cuentan. El par pide sesión.

    Lanza `RuntimeError` si alguna no contesta 200.
    """
    tiempos: list[float] = []
    propia = cpu_por_peticion(vivo, vivo.cliente(persona), ruta, tiempos)
    parejas = alternar(propia, cpu_por_peticion(vivo, vivo.cliente(persona or quien_abre_el_par), par, []), vueltas)
    tiempos = tiempos[-vueltas * PEDIDOS:]
    return Comparada(
        [a for a, _ in parejas], [b for _, b in parejas], percentil(tiempos, 50), percentil(tiempos, 95), consultas(persona, ruta)
    )


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
