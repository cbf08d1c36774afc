"""Las listas cuando la historia crece: bandeja, conteos, búsqueda, folio y «Mis solicitudes», junto a un ListView plano."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from tests.herramientas.servidor_de_prueba import Servidor, servidor
from tests.medir.historia import AREAS, Historia
from tests.medir.medida import Medida, exponente
from tests.medir.peticiones import comparar
from tests.mundo import Mundo

NIVELES = (1_000, 10_000, 100_000, 1_000_000)


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


def medir(historia: Historia, maximo: int, parejas: int) -> Iterator[Medida]:
    """Crece la base de mil en más y mide en cada nivel los dos mundos: 200 abiertos, y el 2 % (no menos de 200)."""
    mundos = {"200 abiertos": (0, paginas()), "2 % abiertos": (2, paginas())}
    with servidor(entorno={"DJANGO_SETTINGS_MODULE": "tests.medir.ajustes"}, procesos=1, hilos=1) as vivo:
        for casos in [n for n in NIVELES if n <= maximo] or [maximo]:
            historia.crecer(casos)
            for nombre, (por_ciento, suyas) in mundos.items():
                tareas = historia.abrir_por_ciento(por_ciento)
                for pagina in suyas:
                    yield _una(vivo, historia.mundo, pagina, f"{casos:,} casos, {tareas:,} tareas abiertas ({nombre})", casos, parejas)
    for nombre, (_, suyas) in mundos.items():
        yield from (_crecimiento(pagina, nombre) for pagina in suyas if len(pagina.veces) > 1)


def _persona(mundo: Mundo, quien: str) -> Any:
    return mundo.tecnicos[AREAS[0]] if quien == "tecnico" else getattr(mundo, quien)


def _una(vivo: Servidor, mundo: Mundo, pagina: Pagina, donde: str, casos: int, vueltas: int) -> Medida:
    junto = comparar(vivo, pagina.ruta, pagina.par, vueltas, _persona(mundo, pagina.quien))
    pagina.veces.append((casos, median(junto.cpu_ms)))
    return junto.medida("bandeja", f"{pagina.nombre}: {donde}", "≤ 1.5×, ≤ 12 consultas", casos=casos)


def _crecimiento(pagina: Pagina, mundo: str) -> Medida:
    (menor, antes), (mayor, despues) = pagina.veces[0], pagina.veces[-1]
    crece = exponente(antes, despues, mayor / menor)
    return Medida(
        "crecimiento", f"{pagina.nombre} ({mundo})", f"{antes:.2f} → {despues:.2f} ms CPU",
        f"{menor:,} → {mayor:,} casos", f"exponente {crece:.3f}", f"≤ {pagina.meta:.2f}", {"exponente": crece},
    )
