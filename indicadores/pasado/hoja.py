"""Entender una hoja desordenada: filas de texto y lo que la persona acordó → renglones, errores, avisos y totales.

Puro: no toca la base ni el reloj. Cada asunto pasa por las columnas de `indicadores.pasado.lectura`, como en la orden.
Lo que no se entiende es un error o queda por decidir; lo que no es un asunto se aparta y se dice por qué.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from archivos.columnas import (
    ErrorDeEntrada,
    Filas,
    Leido,
    NoSeEntiende,
    corto,
    en_orden,
    entender,
    hallar,
    llave,
    que_sea,
)
from indicadores.pasado import valores
from indicadores.pasado.columnas import FILAS_DE_ENCABEZADO, MINIMO_RECONOCIDAS, NECESARIAS, ROTULOS, campo_de
from indicadores.pasado.lectura import Forma, Renglon, columnas, llave_de_folio, renglon_de, revision
from indicadores.pasado.nombres import Nombres

TOTAL = re.compile(r"(sub ?total|gran total|total(?:es)?|suma)\b")
CUENTA = re.compile(r"\b(asuntos|solicitudes|dictamenes|registros|renglones|atendidas|recibidas)\b")
ENTERO = re.compile(r"(?<![\d.,])\d{1,6}(?![\d.,])", re.ASCII)
DECIDIBLES = ("ente", "tipo", "conclusion")
COMO_VIENE = "texto"
FALTA_DECIDIR = "falta decidir qué"
SIN_CONCLUSION = "(vacío, con fecha de atención)"


@dataclass(frozen=True)
class Acuerdo:
    """Lo que la persona dijo sobre su archivo. Se guarda con el lote: dice cómo se leyó."""

    hoja: str = ""
    encabezado: int = 0
    columnas: dict[str, int] = field(default_factory=dict)
    orden: str = valores.DIA_MES
    montos: str = ""  # `LoteHistorico.Montos`; vacío, falta preguntarlo
    equivalencias: dict[str, dict[str, str]] = field(default_factory=dict)
    fuera: dict[str, str] = field(default_factory=dict)

    @classmethod
    def de(cls, guardado: dict[str, Any]) -> Acuerdo:
        """El que estaba guardado; lo que falte, de omisión."""
        return cls(**{campo: guardado[campo] for campo in cls.__dataclass_fields__ if campo in guardado})

    def como_json(self) -> dict[str, Any]:
        return asdict(self)

    def equivale(self, campo: str, texto: str) -> str | None:
        """Lo que se decidió para ese valor, o None si nada."""
        return self.equivalencias.get(campo, {}).get(llave(texto))


@dataclass(frozen=True)
class TotalDeclarado:
    """Lo que una fila de totales dice y lo que de verdad suman los renglones que abarca."""

    fila: int
    rotulo: str
    de: str  # «importe» o «asuntos»
    declarado: Decimal
    suma: Decimal

    @property
    def diferencia(self) -> Decimal:
        """Declarado menos suma; cero si cuadra."""
        return self.declarado - self.suma

    @property
    def de_cuanto(self) -> Decimal:
        """Lo que no cuadra, sin signo: si es de más o de menos se dice en palabras."""
        return abs(self.diferencia)


@dataclass
class Lectura:
    """Todo lo que se entendió de una hoja. Se importa sólo si `sirve`."""

    encabezado: int = 0
    titulos: list[str] = field(default_factory=list)
    columnas: dict[str, int] = field(default_factory=dict)
    renglones: list[Renglon] = field(default_factory=list)
    entes: dict[str, str] = field(default_factory=dict)
    errores: list[ErrorDeEntrada] = field(default_factory=list)
    avisos: list[ErrorDeEntrada] = field(default_factory=list)
    apartadas: list[tuple[int, str]] = field(default_factory=list)
    totales: list[TotalDeclarado] = field(default_factory=list)
    por_decidir: dict[str, Counter[str]] = field(default_factory=lambda: {campo: Counter() for campo in DECIDIBLES})

    @property
    def sirve(self) -> bool:
        """Si se puede importar entera."""
        return bool(self.renglones) and not self.errores

    @property
    def faltan(self) -> list[str]:
        """Las columnas sin las que no hay asunto."""
        return [campo for campo in NECESARIAS if campo not in self.columnas]

    @property
    def errores_por_corregir(self) -> list[ErrorDeEntrada]:
        """Todos, con los que se resuelven decidiendo al final: no tapan a los que hay que corregir."""
        return sorted(self.errores, key=lambda error: error.mensaje.startswith(FALTA_DECIDIR))

    @property
    def filas_con_error(self) -> list[int]:
        """Sin repetir, en orden."""
        return sorted({error.fila for error in self.errores if error.fila > self.encabezado})


def leer_hoja(filas: Filas, acuerdo: Acuerdo, nombres: Nombres, hoy: date) -> Lectura:
    """La hoja entera. Sin las columnas necesarias sólo trae esos errores."""
    propuesta = hallar(filas, campo_de, entre=FILAS_DE_ENCABEZADO, minimo=MINIMO_RECONOCIDAS)
    encabezado = acuerdo.encabezado or propuesta.encabezado
    titulos = next((celdas for numero, celdas in filas if numero == encabezado), [])
    ancho = max((len(celdas) for _, celdas in filas), default=0)
    elegidas = acuerdo.columnas or propuesta.lugares
    lugares = {c: n for c, n in elegidas.items() if c in ROTULOS and 0 <= n < ancho}
    lectura = Lectura(encabezado=encabezado, titulos=titulos + [""] * (ancho - len(titulos)), columnas=lugares)
    for campo in lectura.faltan:
        mensaje = "no se reconoce en el encabezado: elija qué columna es"
        lectura.errores.append(ErrorDeEntrada(encabezado or 1, ROTULOS[campo], mensaje))
    if lectura.faltan:
        return lectura
    _Lector(lectura, acuerdo, nombres, hoy).leer(filas)
    if not lectura.renglones and not lectura.errores:
        vacia = "debajo del encabezado no hay ningún asunto"
        lectura.errores.append(ErrorDeEntrada(encabezado, ROTULOS["folio"], vacia))
    return lectura


@dataclass
class _Suma:
    importe: Decimal = Decimal(0)
    asuntos: int = 0


class _Lector:
    """Recorre las filas una vez; lleva la suma que cada total dice declarar."""

    def __init__(self, lectura: Lectura, acuerdo: Acuerdo, nombres: Nombres, hoy: date) -> None:
        self.lectura, self.acuerdo, self.nombres = lectura, acuerdo, nombres
        self.gemelos: dict[tuple[object, ...], int] = {}
        self.parcial, self.total = _Suma(), _Suma()
        self.al_reves: Counter[str] = Counter()
        forma = Forma(
            ente=self._ente, tipo=lambda texto: self._decidido("tipo", texto),
            fecha=que_sea(lambda texto: valores.fecha(texto, acuerdo.orden), valores.DE_FECHA),
            conclusion=lambda texto: self._decidido("conclusion", texto),
            importe=que_sea(valores.importe_en_centavos, valores.DE_IMPORTE),
        )
        self.columnas = [replace(c, titulo=ROTULOS[c.nombre]) for c in columnas(forma, hoy)]
        self.revisar = revision(llave_de_folio)

    def leer(self, filas: Filas) -> None:
        """Llena la lectura."""
        titulos = [llave(titulo) for titulo in self.lectura.titulos]
        for fila, celdas in filas:
            if fila <= self.lectura.encabezado:
                continue
            if motivo := self._no_es_asunto(fila, celdas, titulos):
                self.lectura.apartadas.append((fila, motivo))
            else:
                self._asunto(fila, celdas)
        for columna, veces in self.al_reves.items():
            mensaje = f"{veces} fechas sólo se entienden en el otro orden: revise si la columna viene mes/día"
            self.lectura.avisos.append(ErrorDeEntrada(self.lectura.encabezado, ROTULOS[columna], mensaje))
        self.lectura.errores, self.lectura.avisos = en_orden(self.lectura.errores), en_orden(self.lectura.avisos)

    def _no_es_asunto(self, fila: int, celdas: list[str], titulos: list[str]) -> str:
        """Por qué se aparta, o «» si es un asunto. Un total, además, se coteja con lo que suma."""
        escritas = [celda for celda in celdas if celda]
        rotulo = next((celda for celda in escritas if TOTAL.match(llave(celda))), "")
        folio = self._celda(celdas, "folio")
        if rotulo and (not folio or folio == rotulo):
            self._cotejar(fila, rotulo, celdas)
            return f"Fila de totales: «{corto(rotulo)}»"
        if [llave(celda) for celda in celdas] == titulos[: len(celdas)]:
            return "Encabezado repetido"
        if len(escritas) == 1:
            return f"Sólo trae una celda: «{corto(escritas[0])}»"
        return ""

    def _cotejar(self, fila: int, rotulo: str, celdas: list[str]) -> None:
        dicho = llave(rotulo)
        suma = self.parcial if dicho.startswith("sub") else self.total
        numero = valores.importe(self._celda(celdas, "importe"))
        posicion = self.lectura.columnas.get("importe")
        otras = [celda for n, celda in enumerate(celdas) if celda and n != posicion]
        contado = next((m[0] for celda in otras if (m := ENTERO.search(celda))), None)
        if numero is not None and (contado is None and CUENTA.search(dicho)):
            contado, numero = str(numero), None
        if numero is not None:
            self.lectura.totales.append(TotalDeclarado(fila, rotulo, "importe", numero, suma.importe))
        if contado is not None:
            dicho_y_hecho = Decimal(contado), Decimal(suma.asuntos)
            self.lectura.totales.append(TotalDeclarado(fila, rotulo, "asuntos", *dicho_y_hecho))
        self.parcial = _Suma()

    def _asunto(self, fila: int, celdas: list[str]) -> None:
        datos = {campo: self._celda(celdas, campo) for campo in ROTULOS}
        for cuenta in (self.parcial, self.total):
            cuenta.importe += valores.importe(datos["importe"]) or 0
            cuenta.asuntos += 1
        if motivo := self.acuerdo.fuera.get(str(fila)):
            self.lectura.apartadas.append((fila, f"Se dejó fuera: {motivo}"))
            return
        if self._palabra("conclusion", datos["conclusion"]) == valores.OMITIR:
            self.lectura.apartadas.append((fila, f"«{corto(datos['conclusion'])}»: las canceladas no se cuentan"))
            return
        if not datos["conclusion"] and datos["fecha_atendida"]:
            datos["conclusion"] = self.acuerdo.equivale("conclusion", SIN_CONCLUSION) or ""
        leido = entender(fila, datos, self.columnas, self._revisar)
        self.lectura.errores += leido.errores
        for campo in ("fecha_recibida", "fecha_atendida"):
            self.al_reves[campo] += valores.parece_al_reves(datos[campo], self.acuerdo.orden)
        self.al_reves = +self.al_reves
        if not leido.errores:
            renglon = renglon_de(leido)
            self._avisar(renglon, datos)
            self.lectura.renglones.append(renglon)

    def _celda(self, celdas: list[str], campo: str) -> str:
        posicion = self.lectura.columnas.get(campo, len(celdas))
        celda = celdas[posicion] if posicion < len(celdas) else ""
        return "" if valores.esta_vacio(celda) else celda

    def _palabra(self, columna: str, texto: str) -> str | None:
        decidida = self.acuerdo.equivale(columna, texto)
        conocidas = {"tipo": valores.TIPOS, "conclusion": valores.CONCLUSIONES}[columna]
        if decidida is not None:
            return decidida
        return "" if not texto else conocidas.get(llave(texto))

    def _decidido(self, columna: str, texto: str) -> str:
        leida = self._palabra(columna, texto)
        if leida is None:
            raise NoSeEntiende(self._por_decidir(columna, texto))
        return leida

    def _ente(self, texto: str) -> str:
        clave = self.acuerdo.equivale("ente", texto) or self.nombres.hallar(texto)
        if not clave:
            raise NoSeEntiende(self._por_decidir("ente", texto))
        self.lectura.entes[texto] = clave
        return texto

    def _por_decidir(self, columna: str, valor: str) -> str:
        """Lo que se resuelve diciendo una vez qué es se dice una vez, con cuántos renglones lo esperan."""
        self.lectura.por_decidir[columna][valor] += 1
        return f"{FALTA_DECIDIR}{' ente' if columna == 'ente' else ''} es «{corto(valor)}»"

    def _revisar(self, leido: Leido) -> Iterator[tuple[str, str]]:
        for campo, mensaje in self.revisar(leido):
            sin_decir = campo == "conclusion" and not leido.textos["conclusion"]
            yield campo, self._por_decidir("conclusion", SIN_CONCLUSION) if sin_decir else mensaje

    def _avisar(self, renglon: Renglon, datos: dict[str, str]) -> None:
        """Lo que no impide importar pero conviene mirar."""
        exacto = valores.importe(datos["importe"])
        if exacto is not None and exacto != renglon.importe:
            self._aviso(renglon.fila, "importe", f"«{corto(datos['importe'])}» se redondea a {renglon.importe}")
        gemelo = (self.lectura.entes[renglon.ente], renglon.recibida, renglon.importe, renglon.tipo)
        if renglon.importe and (previa := self.gemelos.setdefault(gemelo, renglon.fila)) != renglon.fila:
            mensaje = f"mismo ente, fecha, tipo e importe que la fila {previa}, con otro folio: ¿es el mismo asunto?"
            self._aviso(renglon.fila, "folio", mensaje)

    def _aviso(self, fila: int, campo: str, mensaje: str) -> None:
        self.lectura.avisos.append(ErrorDeEntrada(fila, ROTULOS[campo], mensaje))
