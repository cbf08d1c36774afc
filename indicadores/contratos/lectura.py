"""Leer un archivo de contratos, CSV u OCDS: bytes → renglones y la lista completa de errores. Sin base y sin reloj.

El CSV puede venir como salga: cualquier codificación y separador, un título antes del encabezado, `dd/mm/aaaa` y
«$1,234.50». Lo que no se entiende es un error de su fila y columna; nada se supone. Se parte en otro proceso.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from archivos.columnas import (
    Columna,
    ErrorDeEntrada,
    Leido,
    Revision,
    entre,
    faltan,
    hallar,
    leer,
    llave,
    por_titulo,
    que_sea,
    ya_esta,
)
from indicadores.ajeno.aparte import tabla_de
from indicadores.ajeno.ocds import LARGO_DE_OBJETO, LARGO_DE_PROVEEDOR
from indicadores.ajeno.tabla import NoEsTabla
from indicadores.pasado import valores

TAMANO_MAXIMO = 20 * 1024 * 1024
RENGLONES_MAXIMOS = 20_000
PRIMER_DIA = date(2000, 1, 1)
FILAS_ANTES = 10  # hasta dónde se busca el encabezado


def columnas(hoy: date) -> list[Columna]:
    """Los datos de un contrato, con los nombres que les dan los portales; nada se firmó después de `hoy`."""
    fecha = que_sea(valores.fecha, "una fecha: escriba día, mes y año")
    return [
        Columna("numero", "Número", (
            "no contrato", "no de contrato", "numero de contrato", "num contrato", "contrato", "clave del contrato",
            "codigo del contrato", "numero de pedido"), largo=120, exigida=True, falta="el número de contrato"),
        Columna("ente", "Ente", (
            "dependencia", "institucion", "unidad compradora", "siglas de la institucion", "ente publico", "comprador"),
            largo=200, exigida=True, falta="el ente que contrata"),
        Columna("objeto", "Objeto", (
            "objeto del contrato", "descripcion", "descripcion del contrato", "titulo del contrato", "concepto"),
            largo=LARGO_DE_OBJETO, exigida=True, falta="qué se contrata"),
        Columna("fecha", "Fecha", (
            "fecha de firma", "fecha del contrato", "fecha de firma del contrato", "fecha de contrato"),
            entre(fecha, hoy, PRIMER_DIA), exigida=True, falta="la fecha de firma"),
        Columna("importe", "Importe", (
            "monto", "importe total", "monto total", "importe con iva", "monto con iva", "importe del contrato",
            "monto del contrato", "importe drc"),
            valores.si_trae(que_sea(valores.importe_en_centavos, valores.DE_IMPORTE)), exigida=True),
        Columna("proveedor", "Proveedor", (
            "proveedor o contratista", "nombre del proveedor", "adjudicado a", "contratista"),
            largo=LARGO_DE_PROVEEDOR),
        Columna("termina", "Termina", (
            "fecha de termino", "fecha fin", "fecha de fin del contrato", "fin", "vigencia hasta",
            "fecha de terminacion"), valores.si_trae(entre(fecha, None, PRIMER_DIA))),
    ]


@dataclass(frozen=True)
class Renglon:
    """Un contrato leído. `identidad` es la misma en cada archivo que lo traiga; `importe` en pesos (MXN)."""

    fila: int
    identidad: str
    numero: str
    ente: str
    objeto: str
    importe: Decimal | None
    fecha: date
    proveedor: str = ""
    termina: date | None = None


@dataclass
class Lectura:
    """Lo que se entendió del archivo. Sólo se importa si no hay errores; los avisos no lo impiden."""

    renglones: list[Renglon] = field(default_factory=list)
    errores: list[ErrorDeEntrada] = field(default_factory=list)
    avisos: list[str] = field(default_factory=list)

    @property
    def sirve(self) -> bool:
        """Si se puede importar tal como está."""
        return bool(self.renglones) and not self.errores


def leer_csv(contenido: bytes, hoy: date) -> Lectura:
    """Los contratos de un CSV y todos sus errores. `hoy` es el día en Hermosillo: nada se firmó después."""
    de_contrato = columnas(hoy)
    try:
        tabla = hallar(tabla_de(contenido).filas, por_titulo(de_contrato), entre=FILAS_ANTES)
    except NoEsTabla as error:
        return Lectura(errores=[ErrorDeEntrada(1, "1", str(error))])
    if sin_columna := faltan(tabla, de_contrato):
        return Lectura(errores=sin_columna)
    leidos, errores = leer(tabla, de_contrato, sin_repetir())
    return con_topes(Lectura([renglon_de(leido, identidad(leido)) for leido in leidos if not leido.errores], errores))


def sin_repetir() -> Revision:
    """El contrato que ya salió en una fila anterior."""
    vistos: dict[str, int] = {}

    def revisar(leido: Leido) -> Iterator[tuple[str, str]]:
        if not leido.errores and (previa := ya_esta(vistos, identidad(leido), leido.fila)):
            yield "numero", f"ese contrato {previa}"

    return revisar


def identidad(leido: Leido) -> str:
    """Por qué se le reconoce en otro archivo: su ente y su número."""
    return f"{llave(leido.datos['ente'])}|{llave(leido.datos['numero'])}"[:250]


def renglon_de(leido: Leido, identidad: str) -> Renglon:
    """El contrato de una fila sin errores."""
    datos = leido.datos
    return Renglon(leido.fila, identidad, datos["numero"], datos["ente"], datos["objeto"], datos.get("importe"),
                   datos["fecha"], datos.get("proveedor", ""), datos.get("termina"))


def con_topes(lectura: Lectura) -> Lectura:
    """La misma, con error si no trae contratos o trae demasiados."""
    if not lectura.renglones and not lectura.errores:
        lectura.errores.append(ErrorDeEntrada(1, "1", "el archivo no trae ningún contrato"))
    if len(lectura.renglones) > RENGLONES_MAXIMOS:
        lectura.errores.append(ErrorDeEntrada(1, "1", f"caben {RENGLONES_MAXIMOS:,} contratos por archivo: pártalo"))
    return lectura
