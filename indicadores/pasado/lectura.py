"""Leer un asunto del registro histórico: celdas → renglón y la lista completa de errores, con su fila y columna.

No toca la base ni el reloj. `leer` es la forma estricta, la de la orden (`docs/formato_historico.md`); la pantalla lee
las mismas columnas con otros lectores (`indicadores.pasado.hoja`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from archivos.columnas import (
    Columna,
    ErrorDeEntrada,
    Leido,
    Revision,
    corto,
    entre,
    fecha_iso,
    leer_csv,
    opcion,
    pesos,
    que_sea,
    ya_esta,
)
from dictamenes.models.catalogos import Tipo
from indicadores.models import RegistroHistorico

COLUMNAS = ("folio", "ente", "tipo", "fecha_recibida", "fecha_atendida", "conclusion", "importe")
PRIMER_ANIO = 2000
TIPOS, CONCLUSIONES = tuple(Tipo.values), tuple(RegistroHistorico.Conclusion.values)


@dataclass(frozen=True)
class Renglon:
    """Un asunto leído, con la fila del archivo donde empieza (la primera es 1)."""

    fila: int
    folio: str
    ente: str
    tipo: str
    recibida: date
    atendida: date | None
    conclusion: str
    importe: Decimal | None


@dataclass(frozen=True)
class Forma:
    """Cómo se lee cada dato, según de dónde venga."""

    ente: Callable[[str], str]
    tipo: Callable[[str], str]
    fecha: Callable[[str], date]
    conclusion: Callable[[str], str]
    importe: Callable[[str], Decimal]


ESTRICTA = Forma(
    ente=str, tipo=opcion(TIPOS), fecha=que_sea(fecha_iso, "una fecha AAAA-MM-DD"), conclusion=opcion(CONCLUSIONES),
    importe=que_sea(pesos, "un importe: use sólo dígitos y punto, por ejemplo 1234.50"),
)


def columnas(forma: Forma, hoy: date) -> list[Columna]:
    """Las siete, en el orden de `COLUMNAS`; nada pudo ocurrir después de `hoy`, el día en Hermosillo."""
    fecha = entre(forma.fecha, hoy, date(PRIMER_ANIO, 1, 1))
    return [
        Columna("folio", largo=60, exigida=True, falta="el folio"),
        Columna("ente", leer=forma.ente, largo=200, exigida=True, falta="las siglas o el nombre del ente"),
        Columna("tipo", leer=forma.tipo, largo=100, exigida=True),
        Columna("fecha_recibida", leer=fecha, exigida=True, falta="la fecha en que se recibió"),
        Columna("fecha_atendida", leer=fecha, exigida=True),
        Columna("conclusion", leer=forma.conclusion, largo=100, exigida=True),
        Columna("importe", leer=forma.importe, exigida=True),
    ]


def leer(contenido: bytes, hoy: date) -> tuple[list[Renglon], list[ErrorDeEntrada]]:
    """Los renglones de un CSV y todos sus errores; con uno solo, no debe usarse nada de lo leído."""
    leidos, errores = leer_csv(contenido, columnas(ESTRICTA, hoy), revision())
    return [renglon_de(leido) for leido in leidos if not leido.errores], errores


def revision(llave: Callable[[str], str] = str) -> Revision:
    """Lo que está mal entre las celdas de un asunto, y el folio que ya salió, comparado por su llave."""
    vistos: dict[str, int] = {}

    def revisar(leido: Leido) -> Iterator[tuple[str, str]]:
        folio = leido.textos["folio"]
        if folio and (previa := ya_esta(vistos, llave(folio), leido.fila)):
            yield "folio", f"«{corto(folio)}» {previa}"
        yield from _de_conclusion(leido)

    return revisar


def renglon_de(leido: Leido) -> Renglon:
    """El asunto de una fila sin errores."""
    datos = leido.datos
    return Renglon(leido.fila, datos["folio"], datos["ente"], datos.get("tipo", ""), datos["fecha_recibida"],
                   datos.get("fecha_atendida"), datos.get("conclusion", ""), datos.get("importe"))


def llave_de_folio(folio: str) -> str:
    """Un folio como se compara: «dt-2023-1 » y «DT-2023-1» son el mismo."""
    return folio.replace(" ", "").upper()


def _de_conclusion(leido: Leido) -> Iterator[tuple[str, str]]:
    datos, escrita = leido.datos, leido.textos["fecha_atendida"]
    conclusion = datos.get("conclusion", leido.textos["conclusion"])
    recibida, atendida = datos.get("fecha_recibida"), datos.get("fecha_atendida")
    if recibida and atendida and atendida < recibida:
        yield "fecha_atendida", "es anterior a la fecha en que se recibió"
    elif conclusion and not escrita:
        yield "fecha_atendida", "hay conclusión: escriba la fecha en que se atendió"
    elif escrita and not conclusion:
        yield "conclusion", f"hay fecha de atención: escriba cómo concluyó ({', '.join(CONCLUSIONES)})"
