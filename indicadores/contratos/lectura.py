"""Leer un archivo de contratos, CSV u OCDS: bytes → renglones y la lista completa de errores. Sin base y sin reloj.

El CSV puede venir como salga: cualquier codificación y separador, un título antes del encabezado, `dd/mm/aaaa` y
«$1,234.50». Lo que no se entiende es un error de su fila y columna; nada se supone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from archivos.columnas import ErrorDeEntrada
from cuentas.texto import llave
from indicadores.pasado import valores
from indicadores.pasado.tabla import NoEsTabla, de_csv

TAMANO_MAXIMO = 20 * 1024 * 1024
RENGLONES_MAXIMOS = 20_000
PRIMER_ANIO = 2000
FILAS_ANTES = 10  # hasta dónde se busca el encabezado
LARGOS = {"numero": 120, "ente": 200, "objeto": 2000, "proveedor": 250}
TITULOS = {
    "numero": "Número", "ente": "Ente", "objeto": "Objeto", "importe": "Importe", "fecha": "Fecha", "proveedor":
    "Proveedor", "termina": "Termina",
}
EXIGIDAS = ("numero", "ente", "objeto", "importe", "fecha")
NOMBRES = {
    "numero": "numero|no contrato|no de contrato|numero de contrato|num contrato|contrato|clave del contrato|"
              "codigo del contrato|numero de pedido",
    "ente": "ente|dependencia|institucion|unidad compradora|siglas de la institucion|ente publico|comprador",
    "objeto": "objeto|objeto del contrato|descripcion|descripcion del contrato|titulo del contrato|concepto",
    "importe": "importe|monto|importe total|monto total|importe con iva|monto con iva|importe del contrato|"
               "monto del contrato|importe drc",
    "fecha": "fecha|fecha de firma|fecha del contrato|fecha de firma del contrato|fecha de contrato",
    "proveedor": "proveedor|proveedor o contratista|nombre del proveedor|adjudicado a|contratista",
    "termina": "termina|fecha de termino|fecha fin|fecha de fin del contrato|fin|vigencia hasta|fecha de terminacion",
}
DE_COLUMNA = {nombre: campo for campo, nombres in NOMBRES.items() for nombre in nombres.split("|")}


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
    lectura = Lectura()
    try:
        filas = de_csv(contenido).filas
    except NoEsTabla as error:
        lectura.errores.append(ErrorDeEntrada(1, "1", str(error)))
        return lectura
    lugar, columnas = _encabezado(filas)
    if faltan := [TITULOS[campo] for campo in EXIGIDAS if campo not in columnas]:
        fila = filas[lugar][0] if filas else 1
        lectura.errores += [ErrorDeEntrada(fila, titulo, "falta esta columna en el encabezado") for titulo in faltan]
        return lectura
    vistos: dict[str, int] = {}
    for fila, celdas in filas[lugar + 1 :]:
        dichas = {campo: celdas[n].strip() if n < len(celdas) else "" for campo, n in columnas.items()}
        renglon, errores = _renglon(fila, dichas, hoy)
        lectura.errores += errores
        if renglon is None:
            continue
        if (previa := vistos.setdefault(renglon.identidad, fila)) != fila:
            lectura.errores.append(ErrorDeEntrada(fila, TITULOS["numero"], f"ese contrato ya está en la fila {previa}"))
            continue
        lectura.renglones.append(renglon)
    return con_topes(lectura)


def con_topes(lectura: Lectura) -> Lectura:
    """La misma, con error si no trae contratos o trae demasiados."""
    if not lectura.renglones and not lectura.errores:
        lectura.errores.append(ErrorDeEntrada(1, "1", "el archivo no trae ningún contrato"))
    if len(lectura.renglones) > RENGLONES_MAXIMOS:
        lectura.errores.append(ErrorDeEntrada(1, "1", f"caben {RENGLONES_MAXIMOS:,} contratos por archivo: pártalo"))
    return lectura


def defectos_de(fila: int, textos: dict[str, str], fechas: Sequence[tuple[str, date | None]], hoy: date) -> list[
    ErrorDeEntrada
]:
    """Lo que ningún contrato puede traer, venga de donde venga: textos que faltan o no caben, fechas imposibles."""
    errores = [
        ErrorDeEntrada(fila, TITULOS[campo], f"caben {LARGOS[campo]:,} caracteres y trae {len(texto):,}")
        for campo, texto in textos.items() if len(texto) > LARGOS[campo]
    ]
    errores += [ErrorDeEntrada(fila, TITULOS[campo], "está vacía") for campo in ("numero", "ente", "objeto")
                if not textos[campo]]
    for campo, dia in fechas:
        if dia and dia.year < PRIMER_ANIO:
            errores.append(ErrorDeEntrada(fila, TITULOS[campo], f"{dia} es anterior a {PRIMER_ANIO}"))
    firmado = dict(fechas)["fecha"]
    if firmado and firmado > hoy:
        errores.append(ErrorDeEntrada(fila, TITULOS["fecha"], f"{firmado} todavía no llega"))
    return errores


def _encabezado(filas: list[tuple[int, list[str]]]) -> tuple[int, dict[str, int]]:
    """El lugar del encabezado, el de más columnas conocidas, y en qué celda está cada dato."""
    mejor, columnas = 0, dict[str, int]()
    for lugar, (_, celdas) in enumerate(filas[:FILAS_ANTES]):
        halladas: dict[str, int] = {}
        for n, celda in enumerate(celdas):
            if (campo := DE_COLUMNA.get(llave(celda))) and campo not in halladas:
                halladas[campo] = n
        if len(halladas) > len(columnas):
            mejor, columnas = lugar, halladas
    return mejor, columnas


def _renglon(fila: int, dichas: dict[str, str], hoy: date) -> tuple[Renglon | None, list[ErrorDeEntrada]]:
    textos = {campo: dichas.get(campo, "") for campo in LARGOS}
    errores: list[ErrorDeEntrada] = []
    fechas = {campo: _fecha(fila, campo, dichas, errores) for campo in ("fecha", "termina")}
    importe = _importe(fila, dichas["importe"], errores)
    errores += defectos_de(fila, textos, list(fechas.items()), hoy)
    firmado = fechas["fecha"]
    if errores or firmado is None:
        return None, errores
    identidad = f"{llave(textos['ente'])}|{llave(textos['numero'])}"[:250]
    return Renglon(fila, identidad, textos["numero"], textos["ente"], textos["objeto"], importe, firmado,
                   textos["proveedor"], fechas["termina"]), []


def _fecha(fila: int, campo: str, dichas: dict[str, str], errores: list[ErrorDeEntrada]) -> date | None:
    texto = dichas.get(campo, "")
    if campo == "termina" and valores.esta_vacio(texto):
        return None
    leida = valores.fecha(texto)
    if leida is None:
        dicho = f"«{texto[:40]}» no es una fecha: escriba día, mes y año" if texto else "escriba la fecha de firma"
        errores.append(ErrorDeEntrada(fila, TITULOS[campo], dicho))
    return leida


def _importe(fila: int, texto: str, errores: list[ErrorDeEntrada]) -> Decimal | None:
    if valores.esta_vacio(texto):
        return None
    leido = valores.importe(texto)
    if leido is None:
        errores.append(ErrorDeEntrada(fila, TITULOS["importe"], f"«{texto[:40]}» no es un importe en pesos"))
        return None
    return valores.en_centavos(leido)
