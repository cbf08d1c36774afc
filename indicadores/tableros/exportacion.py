"""Los datos del tablero como tabla: un renglón por año y concepto, para filtrar en una hoja de cálculo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from archivos.tablas import csv_de, xlsx_de
from cuentas.interfaz.formatos import MESES
from indicadores.cifra.conteo import Conteo
from indicadores.tableros.tablas import Tabla, sin_cero
from indicadores.tableros.tablero import Renglon, Tablero

ENCABEZADO = (
    "anio", "corte", "desglose", "concepto", "recibidas", "atendidas", "recibidas_ya_atendidas", "por_atender",
    "mediana_dias", "p90_dias", "publicadas", "diferencia", "fuente", "medida", "valor", "aviso",
)
Fila = tuple[object, ...]


def escribir(formato: str, tablero: Tablero, tablas: Sequence[Tabla] = ()) -> bytes:
    """CSV en UTF-8 con BOM, o XLSX con fechas y números con su tipo; si son de demostración, cada renglón lo dice."""
    filas = (fila + (tablero.aviso,) for fila in _filas(tablero, tablas))
    return csv_de(ENCABEZADO, filas) if formato == "csv" else xlsx_de(ENCABEZADO, filas, hoja="Indicadores")


def _filas(tablero: Tablero, tablas: Sequence[Tabla]) -> Iterator[Fila]:
    for conteo in (tablero.actual, tablero.anterior):
        yield from _de_un_anio(conteo)
    for desglose, renglones in (("tipo", tablero.por_tipo), ("ente", tablero.por_ente)):
        yield from _de_reparto(tablero, desglose, renglones)
    for renglon in tablero.por_conclusion:
        for conteo, par in ((tablero.actual, renglon.actual), (tablero.anterior, renglon.anterior)):
            yield _fila(conteo, "conclusión", renglon.nombre, atendidas=par.atendidas)
    for tabla in tablas:
        yield from _de_tabla(tabla, tablero.corte)
    for c in tablero.conciliados if any(c.cifra for c in tablero.conciliados) else ():
        publicadas, fuente = (c.cifra.valor, c.cifra.fuente) if c.cifra else ("", "")
        diferencia = "" if c.diferencia is None else c.diferencia
        yield _fila(c.conteo, "conciliación", c.texto, c.conteo.recibidas, c.conteo.flujo, c.conteo.cohorte,
                    publicadas=publicadas, diferencia=diferencia, fuente=fuente)


def _de_un_anio(conteo: Conteo) -> Iterator[Fila]:
    yield _fila(conteo, "año", str(conteo.anio), conteo.recibidas, conteo.flujo, conteo.cohorte)
    meses = zip(MESES, conteo.recibidas_por_mes, conteo.atendidas_por_mes, conteo.rezago_por_mes, strict=True)
    for mes, recibidas, atendidas, saldo in list(meses)[: conteo.meses_vividos]:
        yield _fila(conteo, "mes", mes, recibidas, atendidas, saldo=saldo)
    for nombre, tiempos in (("días naturales", conteo.naturales), ("días hábiles", conteo.habiles)):
        if tiempos:
            yield _fila(conteo, "tiempo", nombre, atendidas=tiempos.casos, mediana=sin_cero(tiempos.mediana),
                        p90=tiempos.p90)


def _de_reparto(tablero: Tablero, desglose: str, renglones: list[Renglon]) -> Iterator[Fila]:
    for renglon in renglones:
        for conteo, par in ((tablero.actual, renglon.actual), (tablero.anterior, renglon.anterior)):
            yield _fila(conteo, desglose, renglon.nombre, par.recibidas, par.atendidas)


def _de_tabla(tabla: Tabla, corte: date) -> Iterator[Fila]:
    """Un renglón por cifra: de qué tabla y renglón es, qué mide y cuánto vale."""
    vacias = ("",) * (len(ENCABEZADO) - 7)
    for fila in tabla.filas:
        for columna, celda in zip(tabla.columnas, fila.celdas, strict=True):
            if celda.valor is not None:
                yield (columna.anio, corte, tabla.titulo, fila.rotulo, *vacias, columna.medida, celda.valor)


def _fila(
    conteo: Conteo, desglose: str, concepto: str, recibidas: object = "", atendidas: object = "", cohorte: object = "",
    *, saldo: object = "", mediana: object = "", p90: object = "", publicadas: object = "", diferencia: object = "",
    fuente: str = "",
) -> Fila:
    return (conteo.anio, conteo.corte, desglose, concepto, recibidas, atendidas, cohorte, saldo, mediana,
            p90, publicadas, diferencia, fuente, "", "")

