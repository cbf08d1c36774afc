"""La puerta pública bajo asedio: cuánto esperan los demás y cuánto crece el servidor, contra el mismo servidor en reposo."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from statistics import median

from django.urls import reverse

from tests.herramientas import asedio
from tests.herramientas.cliente_http import ClienteHttp, Respuesta, a_la_vez
from tests.herramientas.servidor_de_prueba import servidor
from tests.medir.medida import Medida, percentil
from tests.mundo import Mundo

ARCHIVOS = 50
EN_REPOSO = 200
META = f"≤ 2×, ≤ +{asedio.CRECE_A_LO_MAS_MB} MB"


def medir(mundo: Mundo) -> Iterator[Medida]:
    """Cincuenta archivos hostiles a la vez, de una dirección y de cincuenta, mientras alguien trabaja."""
    contenidos = asedio.hostiles()
    with servidor(entorno=asedio.UN_PROXY, hilos=8) as vivo:
        trabaja = vivo.cliente(mundo.recepcion)
        esperas(trabaja, lambda n: n < EN_REPOSO)  # la primera calienta y no cuenta
        for direcciones in (1, ARCHIVOS):
            reposo = esperas(trabaja, lambda n: n < EN_REPOSO)
            suben = [asedio.subir(vivo, contenidos[n % len(contenidos)], f"203.0.113.{n % direcciones}") for n in range(ARCHIVOS)]
            with asedio.memoria_de(vivo) as crecio:
                asedio_ms = mientras(suben, trabaja)
            desde = "una dirección" if direcciones == 1 else f"{direcciones} direcciones"
            yield Medida(
                "puertas", f"La bandeja mientras llegan {ARCHIVOS} archivos hostiles de {desde}",
                f"p50 {median(asedio_ms):.0f}, p95 {percentil(asedio_ms, 95):.0f} ms en {len(asedio_ms)} páginas · +{crecio[0]:.0f} MB PSS",
                f"en reposo p50 {median(reposo):.0f}, p95 {percentil(reposo, 95):.0f} ms", f"{percentil(asedio_ms, 95) / percentil(reposo, 95):.2f}×", META,
                {"p95_ms": percentil(asedio_ms, 95), "par_p95_ms": percentil(reposo, 95), "crece_mb": crecio[0]},
            )


def mientras(suben: list[Callable[[], Respuesta]], trabaja: ClienteHttp) -> list[float]:
    """Lo que espera quien trabaja desde que todos suben a la vez hasta que el último recibe respuesta."""
    todos = threading.Thread(target=a_la_vez, args=suben)
    todos.start()
    tomadas = esperas(trabaja, lambda n: todos.is_alive())
    todos.join()
    return tomadas


def esperas(cliente: ClienteHttp, sigue: Callable[[int], bool]) -> list[float]:
    """Milisegundos de cada página mientras siga, y una al menos. Lanza `RuntimeError` si una no se sirve."""
    ruta = reverse("flujos:bandeja")
    tomadas: list[float] = []
    while not tomadas or sigue(len(tomadas)):
        inicio = time.perf_counter()
        respuesta = cliente.get(ruta)
        tomadas.append((time.perf_counter() - inicio) * 1000)
        if respuesta.codigo != 200:
            raise RuntimeError(f"{ruta} contestó {respuesta.codigo}.")
    return tomadas
