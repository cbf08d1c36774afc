"""Casos completos por HTTP con cuatro personas a la vez, junto a las mismas páginas sin motor."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from django.db import connections

from config import gunicorn
from cuentas import reloj
from dictamenes.documento import verificacion
from dictamenes.documento.verificacion import Veredicto
from tests.herramientas.servidor_de_prueba import Servidor, servidor
from tests.medir.medida import Medida, alternar, razones, resumen
from tests.medir.procesos import cpu_con_hijos_ms, cpu_ms, familia, memoria_mb, trabajador
from tests.medir.recorrido import Gente, Tropiezo, caso
from tests.mundo import Mundo

A_LA_VEZ = 4
PROCESOS, HILOS = gunicorn.workers, gunicorn.threads  # los de producción
RUTAS = ("/bandeja/", "/bandeja/?vista=sin-asignar", "/solicitudes/", "/")
APLANAR = "tests.medir.plano.arranque:aplanar"
# Las sesiones se abren una vez por corrida: aquí no se mide la entrada.
ENTORNO = {"FACTOR_FRESCO_SEGUNDOS": "86400", "SESION_INACTIVA_SEGUNDOS": "86400"}


@dataclass
class Lado:
    """Un servidor en marcha con su gente; `tandas` junta lo que dio cada vuelta."""

    vivo: Servidor
    gente: list[Gente]
    raices: list[int]
    por_vuelta: int
    casos_por_segundo: list[float]
    cpu_por_caso: list[float]
    cpu_con_hijos: list[float]
    pdfs: list[bytes]

    def vuelta(self, mundo: Mundo) -> float:
        """Corre una tanda de casos en paralelo; devuelve los milisegundos de CPU por caso del servidor y su trabajador.

        Sin los procesos que abren cada archivo que llega: son los mismos en los dos lados y esconderían la diferencia.
        """
        cpu, con_hijos, inicio = cpu_ms(self._procesos()), cpu_con_hijos_ms(self._procesos()), time.monotonic()
        try:
            with ThreadPoolExecutor(A_LA_VEZ) as hilos:
                hechos = list(hilos.map(lambda n: _uno(self.gente[n % A_LA_VEZ], mundo), range(self.por_vuelta)))
        except Tropiezo as tropiezo:
            raise Tropiezo(f"{tropiezo}\n{self.vivo.dicho()[-3000:]}") from tropiezo
        self.casos_por_segundo.append(self.por_vuelta / (time.monotonic() - inicio))
        self.cpu_por_caso.append((cpu_ms(self._procesos()) - cpu) / self.por_vuelta)
        self.cpu_con_hijos.append((cpu_con_hijos_ms(self._procesos()) - con_hijos) / self.por_vuelta)
        self.pdfs += hechos
        return self.cpu_por_caso[-1]

    def _procesos(self) -> list[int]:
        return [pid for raiz in self.raices for pid in familia(raiz)]


def medir(mundo: Mundo, parejas: int, por_vuelta: int, peticiones: int) -> Iterator[Medida]:
    """Alterna tandas de casos en el producto y en su par plano; al final verifica cada PDF."""
    with _lado(mundo, por_vuelta, con_motor=True) as producto, _lado(mundo, por_vuelta, con_motor=False) as plano:
        cpus = alternar(lambda: producto.vuelta(mundo), lambda: plano.vuelta(mundo), parejas)
        # La primera vuelta calienta y no cuenta.
        rapidez, otra = producto.casos_por_segundo[-parejas:], plano.casos_por_segundo[-parejas:]
        yield Medida(
            "caso", f"Caso completo por HTTP, {A_LA_VEZ} personas a la vez",
            f"{resumen(rapidez)} casos/s · {median(a for a, _ in cpus):.0f} ms CPU por caso "
            f"({median(producto.cpu_con_hijos[-parejas:]):.0f} con los procesos que revisan archivos)",
            f"las mismas páginas sin motor: {median(otra):.2f} casos/s · {median(b for _, b in cpus):.0f} ms",
            f"{resumen(razones(cpus))}×", "≤ 1.5×",
            {"casos_por_segundo": rapidez, "par_casos_por_segundo": otra, "cpu_ms": [a for a, _ in cpus],
             "par_cpu_ms": [b for _, b in cpus], "cpu_con_hijos_ms": producto.cpu_con_hijos[-parejas:],
             "par_cpu_con_hijos_ms": plano.cpu_con_hijos[-parejas:]},
        )
        yield _verificados(producto)
        yield from _memoria(producto, peticiones)


def _uno(gente: Gente, mundo: Mundo) -> bytes:
    try:
        return caso(gente, mundo)[1]
    finally:
        connections.close_all()


def _verificados(lado: Lado) -> Medida:
    hoy = reloj.hoy()
    buenos = sum(verificacion.por_archivo(pdf, hoy=hoy).veredicto == Veredicto.COPIA_EXACTA for pdf in lado.pdfs)
    total = len(lado.pdfs)
    return Medida("caso", "PDF que recibe el ente, verificado", f"{buenos} de {total} son copia exacta", "", "", "todos",
                  {"buenos": buenos, "total": total})


def _memoria(lado: Lado, peticiones: int) -> Iterator[Medida]:
    hechos = len(lado.pdfs)
    antes = {pid: memoria_mb(pid)[0] for pid in lado.vivo.hijos()}
    for n in range(peticiones):
        lado.gente[n % A_LA_VEZ].recepcion.get(RUTAS[n % len(RUTAS)])
    por_mil = [(memoria_mb(pid)[0] - rss) * 1000 * PROCESOS / peticiones for pid, rss in antes.items()]
    yield _de_proceso(f"Proceso web, tras {hechos} casos completos y {peticiones:,} peticiones", lado.vivo.hijos(),
                      "≤ 90 MB, < 1 MB por mil", f"{max(por_mil):+.2f} MB por cada mil peticiones")
    yield _de_proceso(f"Trabajador, tras {hechos} casos completos", lado.raices[1:], "≤ 150 MB")


def _de_proceso(nombre: str, pids: list[int], meta: str, crece: str = "") -> Medida:
    cifras = [memoria_mb(pid) for pid in pids]
    rss, pss = max(rss for rss, _ in cifras), max(pss for _, pss in cifras)
    return Medida("memoria", nombre, f"{rss:.0f} MB RSS · {pss:.0f} MB PSS", "", crece, meta,
                  {"rss_mb": rss, "pss_mb": pss, "crece": crece})


@contextmanager
def _lado(mundo: Mundo, por_vuelta: int, *, con_motor: bool) -> Iterator[Lado]:
    arranque = [] if con_motor else [APLANAR]
    with servidor(procesos=PROCESOS, hilos=HILOS, arranque=arranque, entorno=ENTORNO) as vivo:
        gente = [Gente.entrar(vivo, mundo) for _ in range(A_LA_VEZ)]
        if not con_motor:
            yield Lado(vivo, gente, [vivo.proceso.pid], por_vuelta, [], [], [], [])
            return
        with trabajador() as pid:
            yield Lado(vivo, gente, [vivo.proceso.pid, pid], por_vuelta, [], [], [], [])
