"""Leer el CSV de un calendario: renglones → días y la lista completa de errores, cada uno con su renglón.

Columnas: `desde` (o `fecha`), `hasta`, `motivo`, `fuente`, `clase` (inhabil o habilitado) y `ente` (siglas). Sobran
`hasta`, `clase` y `ente`: sin ellas es un solo día, inhábil y para todos. Fechas AAAA-MM-DD o DD/MM/AAAA.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from archivos.tablas import BOM, MalEntrecomillado, registros
from cuentas.models import Ente
from cuentas.tiempo.dias import LARGO, Clase, Dia, periodo

MAXIMO_DE_RENGLONES = 2000
MAXIMO_DE_DIAS = 62
ANIOS = range(2000, 2101)
FORMAS = ("%Y-%m-%d", "%d/%m/%Y")


class RenglonMalo(ValueError):
    """Lo que hay que corregir en un renglón, dicho para quien lo escribió."""


def leer(texto: str, entes: Mapping[str, Ente]) -> tuple[list[Dia], list[str]]:
    """Los días del texto y todos sus errores («Renglón 3: …»). `entes`, por sus siglas."""
    filas = _registros(texto)
    _, titulos = next(filas, (1, []))
    columnas = [] if isinstance(titulos, MalEntrecomillado) else [titulo.strip().lower() for titulo in titulos]
    if not {"desde", "fecha"} & set(columnas) or not {"motivo", "fuente"} <= set(columnas):
        return [], ["El primer renglón debe nombrar las columnas: desde, hasta, motivo, fuente, clase, ente."]
    dias: list[Dia] = []
    errores: list[str] = []
    for numero, celdas in filas:
        if numero > MAXIMO_DE_RENGLONES + 1:
            errores.append(f"El archivo tiene más de {MAXIMO_DE_RENGLONES} renglones: pártalo en dos.")
            break
        if isinstance(celdas, MalEntrecomillado):
            errores.append(f"Renglón {numero}: {celdas.motivo}.")
            continue
        fila = dict(zip(columnas, map(str.strip, celdas), strict=False))
        try:
            dias += _dias_de(fila, entes) if any(fila.values()) else []
        except RenglonMalo as error:
            errores.append(f"Renglón {numero}: {error}")
    if not dias and not errores:
        errores.append("El archivo no trae ningún día.")
    return dias, errores


def fechas_de(desde: date, hasta: date) -> None:
    """Lanza `RenglonMalo` si el periodo está al revés, es demasiado largo o está fuera de los años que se manejan."""
    if hasta < desde:
        raise RenglonMalo("el último día no puede ser anterior al primero.")
    if (hasta - desde).days >= MAXIMO_DE_DIAS:
        raise RenglonMalo(f"un periodo tiene a lo más {MAXIMO_DE_DIAS} días.")
    if desde.year not in ANIOS or hasta.year not in ANIOS:
        raise RenglonMalo(f"el año va de {ANIOS.start} a {ANIOS.stop - 1}.")


def _registros(texto: str) -> Iterator[tuple[int, list[str] | MalEntrecomillado]]:
    renglones = texto.lstrip(BOM).replace("\x00", "")
    return registros(renglones, ";" if ";" in renglones.partition("\n")[0] else ",")


def _dias_de(fila: dict[str, str], entes: Mapping[str, Ente]) -> list[Dia]:
    desde = _fecha(fila.get("desde") or fila.get("fecha", ""))
    hasta = _fecha(fila["hasta"]) if fila.get("hasta") else desde
    fechas_de(desde, hasta)
    motivo, fuente = fila.get("motivo", ""), fila.get("fuente", "")
    if not motivo or not fuente or max(len(motivo), len(fuente)) > LARGO:
        raise RenglonMalo(f"escriba el motivo y la fuente, de hasta {LARGO} letras cada uno.")
    clase = (fila.get("clase") or Clase.INHABIL).lower().replace("á", "a")
    if clase not in Clase.values:
        raise RenglonMalo("la clase es «inhabil» o «habilitado».")
    siglas = fila.get("ente", "")
    if siglas and siglas.upper() not in entes:
        raise RenglonMalo(f"no hay un ente con las siglas «{siglas[:20]}».")
    ente = entes[siglas.upper()] if siglas else None
    return periodo(desde, hasta, clase=clase, motivo=motivo, fuente=fuente, ente=ente)


def _fecha(texto: str) -> date:
    for forma in FORMAS:
        try:
            return datetime.strptime(texto, forma).date()
        except ValueError:
            continue
    raise RenglonMalo(f"no se entiende la fecha «{texto[:20]}»; escríbala como 20/11/2026.")
