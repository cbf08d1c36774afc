"""Leer el CSV del registro histórico: bytes → renglones y la lista completa de errores, con su fila y columna.

No toca la base ni el reloj. El formato está en `docs/formato_historico.md`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dictamenes.models.catalogos import Tipo
from estandares.importacion import ErrorDeEntrada
from indicadores.models import RegistroHistorico

COLUMNAS = ("folio", "ente", "tipo", "fecha_recibida", "fecha_atendida", "conclusion", "importe")
TAMANO_MAXIMO = 20 * 1024 * 1024
LARGOS = {"folio": 60, "ente": 200}
PRIMER_ANIO = 2000
TIPOS, CONCLUSIONES = tuple(Tipo.values), tuple(RegistroHistorico.Conclusion.values)
FECHA = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
IMPORTE = re.compile(r"[0-9]{1,14}(\.[0-9]{1,2})?")
Defectos = list[tuple[str, str]]


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


def leer(contenido: bytes, hoy: date) -> tuple[list[Renglon], list[ErrorDeEntrada]]:
    """Los renglones de un CSV y todos sus errores; con uno solo, no debe usarse nada de lo leído.

    `hoy` es el día en Hermosillo: nada pudo ocurrir después.
    """
    if len(contenido) > TAMANO_MAXIMO:
        return [], [ErrorDeEntrada(1, "1", f"el archivo rebasa {TAMANO_MAXIMO // 2**20} MB")]
    errores: list[ErrorDeEntrada] = []
    registros = _registros(contenido.decode("utf-8-sig", errors="surrogateescape"), errores)
    encabezado = _encabezado(registros, errores)
    leidos: list[Renglon] = []
    vistos: dict[str, int] = {}
    for fila, celdas in registros if encabezado else ():
        renglon, defectos = _renglon(fila, celdas, encabezado, hoy, vistos)
        errores += [ErrorDeEntrada(fila, columna, mensaje) for columna, mensaje in defectos]
        if renglon:
            leidos.append(renglon)
    if not leidos and not errores:
        errores.append(ErrorDeEntrada(2, "folio", "el archivo no trae ningún asunto después del encabezado"))
    return leidos, sorted(errores, key=lambda defecto: defecto.fila)


def _registros(texto: str, errores: list[ErrorDeEntrada]) -> Iterator[tuple[int, list[str]]]:
    lector = csv.reader(io.StringIO(texto, newline=""), strict=True)
    while True:
        fila = lector.line_num + 1
        try:
            celdas = next(lector)
        except StopIteration:
            return
        except csv.Error:
            mensaje = "las comillas dobles no cierran, o traen texto después de cerrar"
            errores.append(ErrorDeEntrada(fila, "1", mensaje))
            continue
        if any(celda.strip() for celda in celdas):
            yield fila, [celda.strip() for celda in celdas]


def _encabezado(registros: Iterator[tuple[int, list[str]]], errores: list[ErrorDeEntrada]) -> list[str]:
    """Los nombres de columna, o lista vacía (con sus errores) si no permiten leer lo demás."""
    primero = next(registros, None)
    if primero is None:
        errores.append(ErrorDeEntrada(1, "1", "el archivo está vacío; falta el renglón con los nombres de columna"))
        return []
    nombres = [celda.lower() for celda in primero[1]]
    defectos: Defectos = [(c, "falta esta columna en el encabezado") for c in COLUMNAS if c not in nombres]
    for posicion, nombre in enumerate(nombres, 1):
        if nombre not in COLUMNAS:
            defectos.append((_corto(nombre) or str(posicion), "no es una columna conocida"))
        elif nombre in nombres[: posicion - 1]:
            defectos.append((nombre, "está repetida en el encabezado"))
    if len(nombres) == 1 and re.search("[;\t]", nombres[0]):
        defectos = [("1", "las columnas se separan con coma, no con punto y coma ni tabulador")]
    errores += [ErrorDeEntrada(primero[0], columna, mensaje) for columna, mensaje in defectos]
    return [] if defectos else nombres


def _renglon(
    fila: int, celdas: list[str], encabezado: list[str], hoy: date, vistos: dict[str, int]
) -> tuple[Renglon | None, Defectos]:
    if len(celdas) != len(encabezado):
        sobra = len(celdas) > len(encabezado)
        columna = str(len(encabezado) + 1) if sobra else encabezado[len(celdas)]
        return None, [(columna, f"el renglón trae {len(celdas)} celdas y son {len(encabezado)}")]
    datos = dict(zip(encabezado, celdas, strict=True))
    defectos = _de_texto(datos) + _de_vocabulario(datos) + _de_folio(datos["folio"], fila, vistos)
    recibida = _fecha(datos, "fecha_recibida", hoy, defectos)
    atendida = _fecha(datos, "fecha_atendida", hoy, defectos)
    importe = _importe(datos["importe"], defectos)
    defectos += _de_conclusion(datos, recibida, atendida)
    if defectos or recibida is None:
        return None, defectos
    return Renglon(fila, datos["folio"], datos["ente"], datos["tipo"], recibida, atendida,
                   datos["conclusion"], importe), []


def _de_texto(datos: dict[str, str]) -> Defectos:
    defectos: Defectos = []
    for columna, valor in datos.items():
        if any("\ud800" <= letra <= "\udfff" for letra in valor):
            defectos.append((columna, "no está en UTF-8: guarde el archivo como «CSV UTF-8»"))
        elif any(ord(letra) < 32 for letra in valor):
            defectos.append((columna, "trae saltos de línea o caracteres de control"))
        elif len(valor) > LARGOS.get(columna, 100):
            defectos.append((columna, f"caben {LARGOS.get(columna, 100)} caracteres y trae {len(valor)}"))
    obligatorias = {"folio": "escriba el folio", "ente": "escriba las siglas o el nombre del ente",
                    "fecha_recibida": "escriba la fecha en que se recibió"}
    return defectos + [(columna, mensaje) for columna, mensaje in obligatorias.items() if not datos[columna]]


def _de_vocabulario(datos: dict[str, str]) -> Defectos:
    defectos: Defectos = []
    for columna, admitidos in (("tipo", TIPOS), ("conclusion", CONCLUSIONES)):
        datos[columna] = datos[columna].lower()
        if datos[columna] and datos[columna] not in admitidos:
            valor = _corto(datos[columna])
            defectos.append((columna, f"«{valor}» no se reconoce; use {', '.join(admitidos)} o déjelo vacío"))
    return defectos


def _de_folio(folio: str, fila: int, vistos: dict[str, int]) -> Defectos:
    if not folio:
        return []
    previa = vistos.setdefault(folio, fila)
    return [] if previa == fila else [("folio", f"«{_corto(folio)}» ya está en la fila {previa}")]


def _de_conclusion(datos: dict[str, str], recibida: date | None, atendida: date | None) -> Defectos:
    if recibida and atendida and atendida < recibida:
        return [("fecha_atendida", "es anterior a la fecha en que se recibió")]
    if datos["conclusion"] and not datos["fecha_atendida"]:
        return [("fecha_atendida", "hay conclusión: escriba la fecha en que se atendió")]
    if datos["fecha_atendida"] and not datos["conclusion"]:
        return [("conclusion", f"hay fecha de atención: escriba cómo concluyó ({', '.join(CONCLUSIONES)})")]
    return []


def _fecha(datos: dict[str, str], columna: str, hoy: date, defectos: Defectos) -> date | None:
    texto = datos[columna]
    if not texto:
        return None
    try:
        leida = date.fromisoformat(texto) if FECHA.fullmatch(texto) else None
    except ValueError:
        leida = None
    if leida is None:
        defectos.append((columna, f"«{_corto(texto)}» no es una fecha AAAA-MM-DD"))
    elif leida.year < PRIMER_ANIO or leida > hoy:
        defectos.append((columna, f"{texto} está fuera de lo posible (de {PRIMER_ANIO} a hoy, {hoy.isoformat()})"))
        return None
    return leida


def _importe(texto: str, defectos: Defectos) -> Decimal | None:
    if not texto:
        return None
    if IMPORTE.fullmatch(texto):
        return Decimal(texto)
    mensaje = f"«{_corto(texto)}» no es un importe: use sólo dígitos y punto, por ejemplo 1234.50"
    defectos.append(("importe", mensaje))
    return None


def _corto(texto: str) -> str:
    """El valor citado en un mensaje, sin bytes ilegibles y de un largo que se pueda leer."""
    legible = "".join("�" if "\ud800" <= letra <= "\udfff" else letra for letra in texto)
    return legible if len(legible) <= 40 else f"{legible[:39]}…"
