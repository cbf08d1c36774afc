"""Solicitudes de dictamen de TIC atendidas: el indicador, versión 1. Este archivo ES la definición.

Lo corre el sistema y es el mismo que va en la descarga con el nombre `recalcular.py`; sólo pide Python 3.10 o más.

    python recalcular.py                                  cuenta los hechos de `datos/` y coteja con `indicador.json`
    python recalcular.py --anio 2024 --corte 2024-06-30   otra cuenta con los mismos hechos
    python recalcular.py --hasta 1500                     sólo con lo que constaba hasta el evento 1500

Termina con 0 si da los mismos bytes que `indicador.json`, con 1 si no, y con 2 si los archivos no se entienden. Una
definición en uso no se cambia: se escribe la siguiente, en otro archivo.
"""

from __future__ import annotations

import argparse
import csv
import json
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

CLAVE, VERSION, VIGENTE_DESDE = "solicitudes-atendidas", 1, "2023-01-01"
DEFINICION = {
    "Recibida": "Presentada con folio y no cancelada al corte. La cancelada por duplicada o mal capturada no cuenta.",
    "Atendida": "Con dictamen emitido, improcedente, desechada o desistida. Si concluyó dos veces vale la primera, "
                "salvo que entre las dos se haya repuesto.",
    "Flujo": "Atendidas en el año, sin importar cuándo se recibieron.",
    "Cohorte": "Recibidas en el año y atendidas al corte.",
    "Porcentaje": "Cohorte entre recibidas, por cien, con dos decimales. Nunca pasa de cien; el del flujo sí puede.",
    "Corte": "Cada hecho cuenta el día en que ocurrió, en hora de Hermosillo; el corte incluye su día completo.",
    "Conocimiento": "Un hecho puede registrarse después de ocurrir. La cuenta se fija con dos datos: el corte y el "
                    "último evento de la bitácora que se tomó. Con los dos, siempre los mismos bytes. Llegó tarde lo "
                    "que consta después del primer hecho posterior al corte.",
}
RECIBIDA, CANCELADA, REPUESTA = "recibida", "cancelada", "repuesta"
CONCLUSIONES = {
    "emitida": "Con dictamen emitido", "improcedente": "Improcedente", "desechada": "Desechada",
    "desistida": "Desistida por el ente",
}
CLASES = (RECIBIDA, CANCELADA, REPUESTA, *CONCLUSIONES)
COLUMNAS = ("n", "eslabon", "asunto", "clase", "dia", "ente", "tipo")
MESES = 12
Clave = int | str


@dataclass(frozen=True, slots=True)
class Hecho:
    """Algo que le pasó a un asunto un día: `clase` es RECIBIDA, CANCELADA, REPUESTA o una de CONCLUSIONES.

    `n` y `eslabon` son los del evento de la bitácora que lo hizo constar.
    """

    asunto: str
    clase: str
    dia: date
    ente: Clave = ""
    tipo: str = ""
    n: int = 0
    eslabon: str = ""


@dataclass(slots=True)
class Asunto:
    """Lo que se sabe de un asunto a una fecha de corte."""

    recibida: date
    ente: Clave
    tipo: str
    atendida: date | None = None
    conclusion: str = ""

    @property
    def dias(self) -> int:
        """Días naturales de recibida a atendida; sólo tiene sentido si ya se atendió."""
        return max((self.atendida - self.recibida).days, 0) if self.atendida else 0


@dataclass(frozen=True)
class Par:
    """Entradas y salidas de un grupo en el año."""

    recibidas: int
    atendidas: int


@dataclass(frozen=True)
class Tiempos:
    """Mediana y percentil 90 (el menor valor que no rebasa el 90 % de los casos), en días."""

    casos: int
    mediana: float
    p90: int


@dataclass(frozen=True)
class Conteo:
    """Los números de un año al corte."""

    anio: int
    corte: date
    recibidas_por_mes: tuple[int, ...]
    atendidas_por_mes: tuple[int, ...]
    cohorte: int
    rezago_inicial: int
    por_ente: Mapping[Clave, Par]
    por_tipo: Mapping[Clave, Par]
    por_conclusion: Mapping[str, int]
    naturales: Tiempos | None
    habiles: Tiempos | None

    @property
    def recibidas(self) -> int:
        """Recibidas en el año."""
        return sum(self.recibidas_por_mes)

    @property
    def flujo(self) -> int:
        """Atendidas en el año, sin importar cuándo se recibieron."""
        return sum(self.atendidas_por_mes)

    @property
    def rezago_por_mes(self) -> tuple[int, ...]:
        """Recibidas que seguían sin atender al terminar cada mes."""
        netos = (r - a for r, a in zip(self.recibidas_por_mes, self.atendidas_por_mes, strict=True))
        return tuple(accumulate(netos, initial=self.rezago_inicial))[1:]

    @property
    def meses_vividos(self) -> int:
        """Cuántos meses del año tienen al menos un día antes del corte."""
        if self.corte.year != self.anio:
            return MESES if self.corte.year > self.anio else 0
        return self.corte.month

    @property
    def completo(self) -> bool:
        """Si el corte alcanza el último día del año."""
        return self.corte >= date(self.anio, 12, 31)


def plegar(hechos: Iterable[Hecho], corte: date) -> list[Asunto]:
    """Los asuntos recibidos y no cancelados al corte; ignora lo que pasó después.

    Los hechos se toman en el orden en que constaron. Lo que concluye sin haberse recibido no cuenta.
    """
    asuntos: dict[str, Asunto] = {}
    conclusiones: dict[str, Hecho] = {}
    cancelados: set[str] = set()
    for hecho in sorted((h for h in hechos if h.dia <= corte), key=lambda h: h.n):
        if hecho.clase == RECIBIDA:
            asuntos.setdefault(hecho.asunto, Asunto(hecho.dia, hecho.ente, hecho.tipo))
        elif hecho.clase == CANCELADA:
            cancelados.add(hecho.asunto)
        elif hecho.clase == REPUESTA:
            conclusiones.pop(hecho.asunto, None)
        else:
            conclusiones.setdefault(hecho.asunto, hecho)
    for clave, hecho in conclusiones.items():
        if clave in asuntos:
            asuntos[clave].atendida, asuntos[clave].conclusion = hecho.dia, hecho.clase
    return [asunto for clave, asunto in asuntos.items() if clave not in cancelados]


def contar(
    asuntos: Sequence[Asunto], anio: int, corte: date, es_habil: Callable[[date], bool] | None = None
) -> Conteo:
    """Los números del año sobre asuntos ya plegados a ese corte; con `es_habil`, también los días hábiles."""
    recibidas = [asunto for asunto in asuntos if asunto.recibida.year == anio]
    atendidas = [asunto for asunto in asuntos if asunto.atendida and asunto.atendida.year == anio]
    return Conteo(
        anio=anio,
        corte=corte,
        recibidas_por_mes=_por_mes(a.recibida for a in recibidas),
        atendidas_por_mes=_por_mes(a.atendida for a in atendidas if a.atendida),
        cohorte=sum(a.atendida is not None for a in recibidas),
        rezago_inicial=sum(
            a.recibida.year < anio and (a.atendida is None or a.atendida.year >= anio) for a in asuntos
        ),
        por_ente=_pares(recibidas, atendidas, lambda a: a.ente),
        por_tipo=_pares(recibidas, atendidas, lambda a: a.tipo),
        por_conclusion={clave: sum(a.conclusion == clave for a in atendidas) for clave in CONCLUSIONES},
        naturales=resumir([a.dias for a in atendidas]),
        habiles=resumir(_dias_habiles(atendidas, es_habil)) if es_habil else None,
    )


def resumir(dias: Sequence[int]) -> Tiempos | None:
    """Mediana y P90 de una lista de días; `None` si está vacía."""
    if not dias:
        return None
    en_orden = sorted(dias)
    return Tiempos(len(dias), statistics.median(en_orden), en_orden[-(-len(dias) * 9 // 10) - 1])


def tardios(hechos: Sequence[Hecho], corte: date) -> list[Hecho]:
    """Los anteriores al corte que constan después (o a la vez) que el primer hecho posterior a él."""
    primero = min((h.n for h in hechos if h.dia > corte), default=None)
    return [] if primero is None else [h for h in hechos if h.dia <= corte and h.n >= primero]


def por_ciento(parte: int, total: int) -> str:
    """«97.25»: redondeado al centésimo más cercano; vacío si no hay total."""
    if not total:
        return ""
    centesimos = (20_000 * parte + total) // (2 * total)
    return f"{centesimos // 100}.{centesimos % 100:02d}"


def documento(
    hechos: Iterable[Hecho], anio: int, corte: date, *, hasta: tuple[int, str], aviso: str = ""
) -> dict[str, Any]:
    """El indicador de un año a un corte, con los hechos que constaban hasta el evento `hasta` (número y eslabón).

    `hechos` los trae todos, también los posteriores al corte: dicen qué llegó tarde. `aviso` explica por qué no son
    cifras oficiales, si no lo son.
    """
    sabidos = [h for h in hechos if h.n <= hasta[0]]
    conteo = contar(plegar(sabidos, corte), anio, corte)
    tarde = tardios(sabidos, corte)
    meses = zip(conteo.recibidas_por_mes, conteo.atendidas_por_mes, conteo.rezago_por_mes, strict=True)
    return {
        "indicador": CLAVE, "definicion": VERSION, "anio": anio, "corte": corte.isoformat(), "aviso": aviso,
        "hasta": {"n": hasta[0], "eslabon": hasta[1]},
        "tardios": {"hechos": len(tarde), "asuntos": len({h.asunto for h in tarde})},
        "recibidas": conteo.recibidas, "atendidas": conteo.flujo, "cohorte": conteo.cohorte,
        "porcentaje": por_ciento(conteo.cohorte, conteo.recibidas),
        "porcentaje_flujo": por_ciento(conteo.flujo, conteo.recibidas),
        "rezago_inicial": conteo.rezago_inicial,
        "rezago": conteo.rezago_inicial + conteo.recibidas - conteo.flujo,
        "por_mes": [
            {"mes": mes, "recibidas": recibidas, "atendidas": atendidas, "rezago": rezago}
            for mes, (recibidas, atendidas, rezago) in enumerate(meses, 1)
        ][: conteo.meses_vividos],
        "por_ente": _reparto("ente", conteo.por_ente), "por_tipo": _reparto("tipo", conteo.por_tipo),
        "por_conclusion": [{"conclusion": c, "atendidas": k} for c, k in conteo.por_conclusion.items()],
        "dias_naturales": _en_texto(conteo.naturales),
    }


def canonico(dato: Any) -> bytes:
    """En la forma canónica de RFC 8785: aquí las llaves son ASCII y no hay fracciones, así que basta ordenarlas."""
    return json.dumps(dato, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def leer(ruta: Path) -> list[Hecho]:
    """Los hechos de un CSV. `ValueError` si un renglón no se entiende."""
    with ruta.open(encoding="utf-8-sig", newline="") as archivo:
        lector = csv.DictReader(archivo)
        if tuple(lector.fieldnames or ()) != COLUMNAS:
            raise ValueError(f"las columnas deben ser {', '.join(COLUMNAS)}")
        return [_hecho(fila, lector.line_num) for fila in lector]


def main(argumentos: Sequence[str] | None = None) -> int:
    """Cuenta lo que hay junto a este archivo y lo dice; devuelve con qué código terminar."""
    pedido = _pedido(argumentos)
    try:
        corrida = json.loads((pedido.carpeta / "datos" / "corrida.json").read_text(encoding="utf-8"))
        hechos = leer(pedido.carpeta / "datos" / "hechos.csv")
        otra = any(dato is not None for dato in (pedido.anio, pedido.corte, pedido.hasta))
        publicado = None if otra else (pedido.carpeta / "indicador.json").read_bytes()
        hallado = documento(
            hechos, pedido.anio or corrida["anio"], date.fromisoformat(pedido.corte or corrida["corte"]),
            hasta=_hasta(pedido.hasta, hechos, corrida["hasta"]), aviso=corrida["aviso"],
        )
    except (OSError, KeyError, TypeError, ValueError) as error:
        sys.stderr.write(f"No se pudo recalcular: {error}\n")
        return 2
    sys.stdout.write(_en_palabras(hallado))
    if publicado is None:
        return 0
    coincide = canonico(hallado) == publicado
    sys.stdout.write(f"{'Coincide' if coincide else 'NO coincide'}, byte por byte, con indicador.json.\n")
    return 0 if coincide else 1


def _pedido(argumentos: Sequence[str] | None) -> argparse.Namespace:
    lector = argparse.ArgumentParser(description="Vuelve a contar el indicador con los hechos de esta carpeta.")
    lector.add_argument("--anio", type=int, help="otro año")
    lector.add_argument("--corte", help="otro corte, AAAA-MM-DD")
    lector.add_argument("--hasta", type=int, help="sólo con lo que constaba hasta ese evento")
    lector.add_argument("--carpeta", type=Path, default=Path(__file__).resolve().parent, help="donde están los datos")
    return lector.parse_args(argumentos)


def _hasta(pedido: int | None, hechos: Iterable[Hecho], de_la_corrida: Mapping[str, Any]) -> tuple[int, str]:
    if pedido is None:
        return de_la_corrida["n"], de_la_corrida["eslabon"]
    return pedido, max(((h.n, h.eslabon) for h in hechos if h.n <= pedido), default=(0, ""))[1]


def _hecho(fila: Mapping[str, str], renglon: int) -> Hecho:
    if fila["clase"] not in CLASES:
        raise ValueError(f"hechos.csv, renglón {renglon}: «{fila['clase']}» no es una clase de hecho")
    return Hecho(fila["asunto"], fila["clase"], date.fromisoformat(fila["dia"]), fila["ente"], fila["tipo"],
                 int(fila["n"]), fila["eslabon"])


def _en_palabras(hallado: Mapping[str, Any]) -> str:
    renglones = [
        f"Año {hallado['anio']}, al {hallado['corte']}, con lo que constaba hasta el evento {hallado['hasta']['n']}.",
        f"Recibidas: {hallado['recibidas']}. De ésas, ya atendidas: {hallado['cohorte']} "
        f"({hallado['porcentaje'] or '—'} %).",
        f"Atendidas en el año: {hallado['atendidas']}. Por atender: {hallado['rezago']}.",
        f"Hechos registrados después del corte: {hallado['tardios']['hechos']}.",
    ]
    return "\n".join([*([f"{hallado['aviso']}: no son cifras oficiales."] if hallado["aviso"] else []), *renglones, ""])


def _reparto(nombre: str, pares: Mapping[Clave, Par]) -> list[dict[str, Any]]:
    return [
        {nombre: clave, "recibidas": par.recibidas, "atendidas": par.atendidas}
        for clave, par in sorted(pares.items(), key=lambda uno: str(uno[0]))
    ]


def _en_texto(tiempos: Tiempos | None) -> dict[str, Any] | None:
    if tiempos is None:
        return None
    return {"casos": tiempos.casos, "mediana": f"{tiempos.mediana:.1f}", "p90": tiempos.p90}


def _por_mes(dias: Iterable[date]) -> tuple[int, ...]:
    cuenta = Counter(dia.month for dia in dias)
    return tuple(cuenta[mes] for mes in range(1, MESES + 1))


def _pares(
    recibidas: Iterable[Asunto], atendidas: Iterable[Asunto], grupo: Callable[[Asunto], Clave]
) -> dict[Clave, Par]:
    entran, salen = Counter(map(grupo, recibidas)), Counter(map(grupo, atendidas))
    return {clave: Par(entran[clave], salen[clave]) for clave in entran | salen}


def _dias_habiles(atendidas: Sequence[Asunto], es_habil: Callable[[date], bool]) -> list[int]:
    """Hábiles después de recibida y hasta atendida inclusive; el calendario se recorre una sola vez."""
    if not atendidas:
        return []
    primero = min(a.recibida for a in atendidas)
    ultimo = max(a.atendida for a in atendidas if a.atendida)
    hasta = list(accumulate(es_habil(primero + timedelta(days=k)) for k in range((ultimo - primero).days + 1)))
    return [
        max(hasta[(a.atendida - primero).days] - hasta[(a.recibida - primero).days], 0)
        for a in atendidas if a.atendida
    ]


if __name__ == "__main__":
    sys.exit(main())
