"""El año entero en diez minutos: lazo abierto contra el servidor y el trabajador de verdad, y hasta dónde aguanta.

La latencia corre desde que la petición debía salir, no desde que salió: si el servidor se atora, las que esperan cuentan.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from cuentas import reloj
from cuentas.models import POR_SALIR, Aviso
from tests.herramientas.servidor_de_prueba import Servidor, servidor
from tests.medir.casos import ENTORNO, HILOS, PROCESOS
from tests.medir.historia import Historia
from tests.medir.jornada import VISTAS, Jornada, Peticion
from tests.medir.medida import Medida, percentil
from tests.medir.procesos import cpu_ms, familia, trabajador

FACTORES = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)
META_MS = 300
MINIMAS = 60  # presentaciones por escalón: con menos, una sola que tarde decide el p95
EN_CEROS_SEGUNDOS = 60
ATRASO_MS = 50  # lo que se tolera que el generador saque tarde una petición
BIEN = {"GET": 200, "POST": 302}


@dataclass(frozen=True)
class Corrida:
    """Lo que dio un plan: milisegundos de cada vista y de cada presentación, lo que no contestó bien y el CPU de todos."""

    vistas: list[float]
    presentaciones: list[float]
    malas: Counter[int]
    tarde: list[float]
    en_vuelo: float
    segundos: float
    cpu_generador: float
    cpu_servidor: float

    @property
    def cumple(self) -> bool:
        """Si las dos clases quedan en 300 ms, todo contestó bien y no había en vuelo más de las que el servidor atiende a la vez."""
        lentas = max(percentil(self.vistas, 95), percentil(self.presentaciones, 95))
        return lentas <= META_MS and not self.malas and self.en_vuelo <= PROCESOS * HILOS

    @property
    def juicio(self) -> str:
        """Si cumple; o si no vale, porque quien se atrasó fue el generador."""
        if self.cumple:
            return "cumple"
        return "no vale: se atrasó el generador" if percentil(self.tarde, 99) > ATRASO_MS else "no cumple"

    def en_palabras(self) -> str:
        """Los percentiles, los errores, la cola y quién gastó el procesador."""
        malas = ", ".join(f"{n} con {codigo or 'sin respuesta'}" for codigo, n in sorted(self.malas.items()))
        promedio = (len(self.vistas) + len(self.presentaciones)) / self.segundos
        return (f"{promedio:.0f} peticiones/s en promedio · vistas {_percentiles(self.vistas)} · presentaciones {_percentiles(self.presentaciones)} · "
                f"errores: {malas or 'ninguno'} · en vuelo {self.en_vuelo:.0f} · procesador: servidor y trabajador "
                f"{self._por_ciento(self.cpu_servidor)}, generador {self._por_ciento(self.cpu_generador)} de un núcleo")

    def como_dato(self) -> dict[str, Any]:
        """Para el JSON."""
        cuales = {"vistas": self.vistas, "presentaciones": self.presentaciones, "tarde": self.tarde}
        return {f"{nombre}_p{p}_ms": percentil(cifras, p) for nombre, cifras in cuales.items() for p in (50, 95, 99)} | {
            "peticiones": len(self.vistas) + len(self.presentaciones), "malas": dict(self.malas), "en_vuelo": self.en_vuelo,
            "segundos": self.segundos, "cpu_generador_ms": self.cpu_generador, "cpu_servidor_ms": self.cpu_servidor,
        }

    def _por_ciento(self, cpu: float) -> str:
        return f"{cpu / self.segundos / 10:.0f} %"


def medir(historia: Historia, casos: int, presentaciones: int, segundos: float, escalon: float) -> Iterator[Medida]:
    """Diciembre con la historia puesta y, después, escalones de tasa hasta que uno no cumple."""
    historia.crecer(casos)
    historia.abrir_por_ciento(2)
    with servidor(procesos=PROCESOS, hilos=HILOS, entorno=ENTORNO) as vivo, trabajador() as pid:
        banco = Banco(vivo, pid, Jornada(vivo, historia.mundo))
        banco.correr(PROCESOS * HILOS, PROCESOS * HILOS / 2)  # calienta y no cuenta
        diciembre = banco.correr(presentaciones, segundos)
        yield Medida(
            "diciembre", f"{presentaciones:,} presentaciones en {segundos:,.0f} s, {VISTAS} vistas cada una, con "
            f"{historia.casos:,} casos", diciembre.en_palabras(), "", diciembre.juicio, "p95 ≤ 300 ms, p99 ≤ 800 ms, 0 errores",
            diciembre.como_dato(),
        )
        yield _en_ceros()
        yield from _rodilla(banco, presentaciones / segundos, escalon)


class Banco:
    """El servidor y su trabajador en marcha, con quien escribe los planes."""

    def __init__(self, vivo: Servidor, trabajador_pid: int, jornada: Jornada) -> None:
        self.vivo, self.raices, self.jornada = vivo, [vivo.proceso.pid, trabajador_pid], jornada

    def correr(self, presentaciones: int, segundos: float) -> Corrida:
        """Prepara los borradores, lanza el generador en otro proceso y junta lo que dio."""
        plan = self.jornada.plan(presentaciones, segundos)
        antes = cpu_ms(self._procesos())
        dado = _llegadas(self.vivo, plan)
        cpu = cpu_ms(self._procesos()) - antes
        parejas = list(zip(plan, dado["respuestas"], strict=True))
        return Corrida(
            vistas=[ms for (_, verbo, *_), (_, ms, _) in parejas if verbo == "GET"],
            presentaciones=[ms for (_, verbo, *_), (_, ms, _) in parejas if verbo == "POST"],
            malas=Counter(codigo for (_, verbo, *_), (codigo, *_) in parejas if codigo != BIEN[verbo]),
            tarde=[tarde for *_, (_, _, tarde) in parejas], en_vuelo=dado["en_vuelo"], segundos=dado["segundos"],
            cpu_generador=dado["cpu_ms"], cpu_servidor=cpu,
        )

    def _procesos(self) -> list[int]:
        return [pid for raiz in self.raices for pid in familia(raiz)]


def rodilla(escalones: list[tuple[float, bool]]) -> tuple[float, bool]:
    """La tasa más alta que cumplió (cero si ninguna) y si ya se vio una que no."""
    return max((tasa for tasa, cumple in escalones if cumple), default=0.0), any(not cumple for _, cumple in escalones)


def _rodilla(banco: Banco, base: float, escalon: float) -> Iterator[Medida]:
    escalones: list[tuple[float, bool]] = []
    for factor in FACTORES:
        tasa = base * factor
        segundos = max(escalon, MINIMAS / tasa)
        corrida = banco.correr(max(round(tasa * segundos), 1), segundos)
        escalones.append((tasa, corrida.cumple))
        yield Medida(
            "diciembre", f"Escalón {factor:g}×: {tasa:.2f} presentaciones/s, {tasa * (VISTAS + 1):.0f} peticiones/s, "
            f"{segundos:.0f} s", corrida.en_palabras(), "", corrida.juicio, "p95 ≤ 300 ms",
            {"tasa": tasa, "cumple": corrida.cumple, **corrida.como_dato()},
        )
        if not corrida.cumple:
            break
    mayor, hallada = rodilla(escalones)
    dicho = f"{mayor:.2f} presentaciones/s" if mayor else f"menos de {escalones[0][0]:.2f} presentaciones/s"
    yield Medida(
        "diciembre", "La rodilla: la tasa más alta que cumple", dicho if hallada else f"{dicho} o más",
        f"diciembre: {base:.2f} presentaciones/s", f"{mayor / base:.2g}×", "≥ 1×", {"tasa": mayor, "hallada": hallada},
    )


def _llegadas(vivo: Servidor, plan: list[Peticion]) -> dict[str, Any]:
    puerto = int(vivo.url.rpartition(":")[2])
    with tempfile.TemporaryDirectory(prefix="dictamenes-llegadas-") as carpeta:
        de_ida, de_vuelta = Path(carpeta) / "plan.json", Path(carpeta) / "salida.json"
        de_ida.write_text(json.dumps({"puerto": puerto, "peticiones": plan}), encoding="utf-8")
        orden = [sys.executable, "-m", "tests.medir.llegadas", str(de_ida), str(de_vuelta)]
        subprocess.run(orden, cwd=settings.RAIZ, check=True)
        return json.loads(de_vuelta.read_text(encoding="utf-8"))


def _en_ceros() -> Medida:
    """Cuánto tarda el trabajador en sacar los correos que quedaron, hasta un minuto."""
    quedaron, inicio = _por_salir(), time.monotonic()
    while (faltan := _por_salir()) and time.monotonic() - inicio < EN_CEROS_SEGUNDOS:
        time.sleep(0.2)
    tardo = time.monotonic() - inicio
    dicho = f"quedaban {quedaron}; " + (f"faltaban {faltan} al minuto" if faltan else f"en cero a los {tardo:.0f} s")
    return Medida("diciembre", "Avisos por salir al terminar", dicho, "", "", "en cero en 60 s",
                  {"quedaron": quedaron, "faltan": faltan, "segundos": tardo})


def _por_salir() -> int:
    return Aviso.objects.filter(POR_SALIR, persona__is_active=True, intentar_en__lte=reloj.ahora()).count()


def _percentiles(cifras: list[float]) -> str:
    return f"p50 {percentil(cifras, 50):.0f}, p95 {percentil(cifras, 95):.0f}, p99 {percentil(cifras, 99):.0f} ms"
