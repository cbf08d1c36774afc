"""Las listas cuando la historia crece: bandeja, conteos, búsqueda, folio y «Mis solicitudes», junto a un ListView plano."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from flujos.models import Pendiente
from tests.herramientas.cliente_http import ClienteHttp
from tests.herramientas.servidor_de_prueba import Servidor, servidor
from tests.medir import generador
from tests.medir.medida import Medida, alternar, exponente, p95, razones, resumen
from tests.medir.procesos import cpu_ms
from tests.mundo import Mundo

NIVELES = (1_000, 10_000, 100_000, 1_000_000)
ABIERTOS = 200
PEDIDOS = 10
AREAS = ("infraestructura", "gobierno-electronico")


@dataclass
class Pagina:
    """Una página por medir: quién la pide, a qué par se compara y hasta dónde puede crecer."""

    nombre: str
    ruta: str
    quien: str
    par: str = "/plano/bandeja/"
    meta: float = 0.05
    veces: list[tuple[int, float]] = field(default_factory=list)


def paginas() -> list[Pagina]:
    """Lo que se mide en cada nivel."""
    return [
        Pagina("Bandeja de recepción", "/bandeja/", "recepcion"),
        Pagina("Bandeja de coordinación (ve todo)", "/bandeja/", "coordinacion"),
        Pagina("Bandeja de un área, sin asignar", "/bandeja/?vista=sin-asignar", "tecnico"),
        Pagina("Bandeja de un área, mías", "/bandeja/?vista=mias", "tecnico"),
        Pagina("Bandeja, una etapa de todas", "/bandeja/?etapa=estrategia", "coordinacion"),
        Pagina("Bandeja, buscar una palabra común", "/bandeja/?q=licencias", "coordinacion", meta=0.10),
        Pagina("Bandeja, buscar lo que no está", "/bandeja/?q=zeppelin", "coordinacion", meta=0.10),
        Pagina("Bandeja, un folio que no está", "/bandeja/?q=98765", "coordinacion", meta=0.10),
        Pagina("Mis solicitudes", "/solicitudes/", "elabora", "/plano/solicitudes/"),
    ]


def medir(mundo: Mundo, maximo: int, parejas: int) -> Iterator[Medida]:
    """Crece la base de mil en más y mide en cada nivel los dos mundos: 200 abiertos, y el 2 % (no menos de 200)."""
    plantilla, pendientes = _plantillas(mundo)
    mundos = {"200 abiertos": (0, paginas()), "2 % abiertos": (2, paginas())}
    antes = 0
    with servidor(entorno={"DJANGO_SETTINGS_MODULE": "tests.medir.ajustes"}, procesos=1, hilos=1) as vivo:
        for casos in [n for n in NIVELES if n <= maximo] or [maximo]:
            generador.crecer(plantilla, antes, casos)
            antes = casos
            for nombre, (por_ciento, suyas) in mundos.items():
                cuantos = min(casos, max(ABIERTOS, casos * por_ciento // 100))
                tareas = generador.abrir(pendientes, cuantos, casos)
                for pagina in suyas:
                    yield _una(vivo, mundo, pagina, f"{casos:,} casos, {tareas:,} tareas abiertas ({nombre})", casos, parejas)
    for nombre, (_, suyas) in mundos.items():
        yield from (_crecimiento(pagina, nombre) for pagina in suyas if len(pagina.veces) > 1)


def _plantillas(mundo: Mundo) -> tuple[Any, dict[str, list[Pendiente]]]:
    """Un caso que copiar y, de cada etapa, lo que espera; con alguien a cargo de cada cosa."""
    en_revision = mundo.en_revision(areas=AREAS)
    casos = {"requisitos": mundo.presentada(), "revision": en_revision, "estrategia": mundo.en_estrategia(areas=AREAS)}
    encargadas = {"requisitos": mundo.recepcion, "estrategia": mundo.estrategico}
    pendientes = {etapa: list(Pendiente.objects.filter(solicitud=caso)) for etapa, caso in casos.items()}
    for etapa, filas in pendientes.items():
        for fila in filas:
            fila.encargada = encargadas.get(etapa) or mundo.tecnicos[fila.area.clave]
    return en_revision, pendientes


def _persona(mundo: Mundo, quien: str) -> Any:
    return mundo.tecnicos[AREAS[0]] if quien == "tecnico" else getattr(mundo, quien)


def _una(vivo: Servidor, mundo: Mundo, pagina: Pagina, donde: str, casos: int, vueltas: int) -> Medida:
    persona = _persona(mundo, pagina.quien)
    cliente, tiempos = vivo.cliente(persona), []
    parejas = alternar(_cpu(vivo, cliente, pagina.ruta, tiempos), _cpu(vivo, cliente, pagina.par, []), vueltas)
    propias = [a for a, _ in parejas]
    pagina.veces.append((casos, median(propias)))
    consultas = _consultas(persona, pagina.ruta)
    return Medida(
        "bandeja", f"{pagina.nombre}: {donde}",
        f"{resumen(propias)} ms CPU · p95 {p95(tiempos):.0f} ms · {consultas} consultas",
        f"ListView plano {median(b for _, b in parejas):.2f} ms", f"{resumen(razones(parejas))}×", "≤ 1.5×, ≤ 12 consultas",
        {"casos": casos, "cpu_ms": propias, "par_ms": [b for _, b in parejas], "p50_ms": median(tiempos),
         "p95_ms": p95(tiempos), "consultas": consultas},
    )


def _cpu(vivo: Servidor, cliente: ClienteHttp, ruta: str, tiempos: list[float]) -> Callable[[], float]:
    def pedir() -> float:
        antes = cpu_ms(vivo.hijos())
        for _ in range(PEDIDOS):
            inicio = time.perf_counter()
            respuesta = cliente.get(ruta)
            tiempos.append((time.perf_counter() - inicio) * 1000)
            if respuesta.codigo != 200:
                raise RuntimeError(f"{ruta} contestó {respuesta.codigo}.")
        return (cpu_ms(vivo.hijos()) - antes) / PEDIDOS

    return pedir


def _consultas(persona: Any, ruta: str) -> int:
    cliente = Client()
    cliente.force_login(persona, backend="allauth.account.auth_backends.AuthenticationBackend")
    with CaptureQueriesContext(connection) as consultas:
        cliente.get(ruta, headers={"host": "localhost"})
    return len(consultas)


def _crecimiento(pagina: Pagina, mundo: str) -> Medida:
    (menor, antes), (mayor, despues) = pagina.veces[0], pagina.veces[-1]
    crece = exponente(antes, despues, mayor / menor)
    return Medida(
        "crecimiento", f"{pagina.nombre} ({mundo})", f"{antes:.2f} → {despues:.2f} ms CPU",
        f"{menor:,} → {mayor:,} casos", f"exponente {crece:.3f}", f"≤ {pagina.meta:.2f}", {"exponente": crece},
    )
