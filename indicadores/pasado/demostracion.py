"""Registro histórico de demostración: asuntos inventados cuyos totales concilian con las cifras publicadas."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from cuentas.reloj import dia_de
from indicadores.models import LoteHistorico
from indicadores.pasado.historico import importar
from indicadores.pasado.lectura import COLUMNAS

ENTES = Path(__file__).resolve().parents[2] / "datos" / "entes.csv"
SEMILLA = 427_794
ATENDIDAS = {2023: 427, 2024: 794}
"""Lo que se atiende en cada año: la cifra publicada (IA24)."""
MUESTRA = 78
"""Asuntos de 2025 si el año se llenara: la misma escala que los que simula la demostración."""
DIAS_SIMULADOS = 395
"""Lo que recorre hacia atrás la simulación de asuntos propios; el histórico termina ahí para no encimarse."""
POR_MES = (3, 4, 5, 5, 6, 6, 4, 6, 7, 8, 22, 24)
TIPOS = {"bienes": 30, "licencias": 17, "renovacion": 13, "servicios": 11, "telecom": 9, "arrendamiento": 7,
         "desarrollo": 6, "seguridad": 4, "centro_datos": 2, "baja": 1}
CONCLUSIONES = {"emitida": 92, "improcedente": 3, "desechada": 3, "desistida": 2}
SABADO, ULTIMO_DIA = 5, 19


@dataclass(frozen=True)
class _Asunto:
    recibida: date
    atendida: date


def lote_historico(azar: Random, hasta: date | None = None) -> bytes:
    """CSV del registro histórico de demostración: 427 atendidas en 2023 y 794 en 2024, con pico de fin de año.

    Con `hasta`, agrega una muestra chica de 2025 que termina ese día. Misma semilla, mismos bytes.
    """
    salida = io.StringIO()
    escritor = csv.writer(salida, lineterminator="\n")
    escritor.writerow(COLUMNAS)
    entes = _entes()
    asuntos = sorted(_asuntos(azar, hasta), key=lambda asunto: (asunto.recibida, asunto.atendida))
    numeros: dict[int, int] = {}
    for asunto in asuntos:
        anio = asunto.recibida.year
        numeros[anio] = numeros.get(anio, 0) + 1
        escritor.writerow([
            f"DEMO-{anio}-{numeros[anio]:04d}", _sortear(azar, entes), _sortear(azar, TIPOS), asunto.recibida,
            asunto.atendida, _sortear(azar, CONCLUSIONES), azar.randint(20, 900) * azar.choice((100, 1000, 5000)),
        ])
    return salida.getvalue().encode()


def importar_demostracion(*, en: datetime) -> LoteHistorico:
    """Importa el registro de demostración, marcado como tal; si ya hay uno, lo devuelve sin tocarlo."""
    if previo := LoteHistorico.objects.filter(demostracion=True).first():
        return previo
    contenido = lote_historico(Random(SEMILLA), dia_de(en) - timedelta(days=DIAS_SIMULADOS))  # noqa: S311 (no es secreto)
    procedencia = ("Asuntos inventados para la demostración: 2023 y 2024 suman lo publicado; "
                   "desde 2025 sólo hay una muestra pequeña")
    return importar(contenido, nombre="historico_demostracion.csv", procedencia=procedencia, demostracion=True,
                    montos="total", por=None, en=en).lote


def _asuntos(azar: Random, hasta: date | None) -> list[_Asunto]:
    asuntos: list[_Asunto] = []
    for anio, meta in ATENDIDAS.items():
        while sum(asunto.atendida.year == anio for asunto in asuntos) < meta:
            asuntos.append(_asunto(azar, anio))
    if hasta is None:
        return [asunto for asunto in asuntos if asunto.atendida.year in ATENDIDAS]
    muestra = [_asunto(azar, 2025) for _ in range(MUESTRA)]
    return [asunto for asunto in asuntos + muestra if asunto.atendida <= hasta]


def _asunto(azar: Random, anio: int) -> _Asunto:
    mes = azar.choices(range(1, 13), POR_MES)[0]
    recibida = _habil(date(anio, mes, azar.randint(1, ULTIMO_DIA if mes == 12 else 28)))
    return _Asunto(recibida, _habil(recibida + timedelta(days=azar.randint(4, 24 if mes >= 11 else 18))))


def _habil(dia: date) -> date:
    return dia + timedelta(days=7 - dia.weekday()) if dia.weekday() >= SABADO else dia


def _entes() -> dict[str, int]:
    """Siglas de los entes reales con un peso: unos pocos piden mucho y casi todos, poco."""
    with ENTES.open(encoding="utf-8", newline="") as archivo:
        siglas = [fila["siglas"] for fila in csv.DictReader(archivo)]
    return {clave: 1000 // (lugar + 4) for lugar, clave in enumerate(siglas)}


def _sortear(azar: Random, pesos: dict[str, int]) -> str:
    return azar.choices(list(pesos), list(pesos.values()))[0]
