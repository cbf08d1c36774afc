"""Leer un asunto del registro histórico: celdas → renglón y la lista completa de errores, con su fila y columna.

No toca la base ni el reloj. `leer` es la forma estricta, la de la orden (`docs/formato_historico.md`); la pantalla lee
los mismos renglones con otra `Forma` (`indicadores.pasado.hoja`).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from archivos.tablas import registros
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


@dataclass(frozen=True)
class Forma:
    """Cómo se escribe cada dato; None es «no se entiende». `palabra` recibe la columna y lo escrito."""

    fecha: Callable[[str], date | None]
    importe: Callable[[str], Decimal | None]
    palabra: Callable[[str, str], str | None]
    de_fecha: str
    de_importe: str
    folio: Callable[[str], str] = str


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
        renglon, defectos = _del_ancho(fila, celdas, encabezado, hoy, vistos)
        errores += [ErrorDeEntrada(fila, columna, mensaje) for columna, mensaje in defectos]
        if renglon:
            leidos.append(renglon)
    if not leidos and not errores:
        errores.append(ErrorDeEntrada(2, "folio", "el archivo no trae ningún asunto después del encabezado"))
    return leidos, sorted(errores, key=lambda defecto: defecto.fila)


def _registros(texto: str, errores: list[ErrorDeEntrada]) -> Iterator[tuple[int, list[str]]]:
    for fila, celdas in registros(texto):
        if isinstance(celdas, csv.Error):
            mensaje = "las comillas dobles no cierran, o traen texto después de cerrar"
            errores.append(ErrorDeEntrada(fila, "1", mensaje))
        elif any(celda.strip() for celda in celdas):
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
            defectos.append((corto(nombre) or str(posicion), "no es una columna conocida"))
        elif nombre in nombres[: posicion - 1]:
            defectos.append((nombre, "está repetida en el encabezado"))
    if len(nombres) == 1 and re.search("[;\t]", nombres[0]):
        defectos = [("1", "las columnas se separan con coma, no con punto y coma ni tabulador")]
    errores += [ErrorDeEntrada(primero[0], columna, mensaje) for columna, mensaje in defectos]
    return [] if defectos else nombres


def _del_ancho(
    fila: int, celdas: list[str], encabezado: list[str], hoy: date, vistos: dict[str, int]
) -> tuple[Renglon | None, Defectos]:
    if len(celdas) != len(encabezado):
        sobra = len(celdas) > len(encabezado)
        columna = str(len(encabezado) + 1) if sobra else encabezado[len(celdas)]
        return None, [(columna, f"el renglón trae {len(celdas)} celdas y son {len(encabezado)}")]
    return leer_renglon(fila, dict(zip(encabezado, celdas, strict=True)), ESTRICTA, hoy, vistos)


def leer_renglon(
    fila: int, datos: dict[str, str], forma: Forma, hoy: date, vistos: dict[str, int]
) -> tuple[Renglon | None, Defectos]:
    """El asunto que dicen esos textos (uno por columna) o, si algo está mal, todos sus defectos.

    `vistos` recuerda en qué fila salió cada folio, comparado como diga la forma.
    """
    defectos = _de_texto(datos)
    palabras = {columna: _palabra(datos, columna, forma, defectos) for columna in ("tipo", "conclusion")}
    defectos += _de_folio(datos["folio"], forma, fila, vistos)
    recibida = _fecha(datos, "fecha_recibida", forma, hoy, defectos)
    atendida = _fecha(datos, "fecha_atendida", forma, hoy, defectos)
    importe = _importe(datos["importe"], forma, defectos)
    conclusion = datos["conclusion"] if palabras["conclusion"] is None else palabras["conclusion"]
    defectos += _de_conclusion(datos, conclusion, recibida, atendida)
    if defectos or recibida is None:
        return None, defectos
    return Renglon(fila, datos["folio"], datos["ente"], palabras["tipo"] or "", recibida, atendida,
                   conclusion, importe), []


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


def _palabra(datos: dict[str, str], columna: str, forma: Forma, defectos: Defectos) -> str | None:
    leida = forma.palabra(columna, datos[columna])
    if leida is None:
        admitidos, valor = {"tipo": TIPOS, "conclusion": CONCLUSIONES}[columna], corto(datos[columna])
        defectos.append((columna, f"«{valor}» no se reconoce; use {', '.join(admitidos)} o déjelo vacío"))
    return leida


def llave_de_folio(folio: str) -> str:
    """Un folio como se compara: «dt-2023-1 » y «DT-2023-1» son el mismo."""
    return folio.replace(" ", "").upper()


def _de_folio(folio: str, forma: Forma, fila: int, vistos: dict[str, int]) -> Defectos:
    if not folio:
        return []
    previa = vistos.setdefault(forma.folio(folio), fila)
    return [] if previa == fila else [("folio", f"«{corto(folio)}» ya está en la fila {previa}")]


def _de_conclusion(
    datos: dict[str, str], conclusion: str, recibida: date | None, atendida: date | None
) -> Defectos:
    if recibida and atendida and atendida < recibida:
        return [("fecha_atendida", "es anterior a la fecha en que se recibió")]
    if conclusion and not datos["fecha_atendida"]:
        return [("fecha_atendida", "hay conclusión: escriba la fecha en que se atendió")]
    if datos["fecha_atendida"] and not conclusion:
        return [("conclusion", f"hay fecha de atención: escriba cómo concluyó ({', '.join(CONCLUSIONES)})")]
    return []


def _fecha(datos: dict[str, str], columna: str, forma: Forma, hoy: date, defectos: Defectos) -> date | None:
    texto = datos[columna]
    if not texto:
        return None
    leida = forma.fecha(texto)
    if leida is None:
        defectos.append((columna, f"«{corto(texto)}» no es {forma.de_fecha}"))
    elif leida.year < PRIMER_ANIO or leida > hoy:
        posible = f"de {PRIMER_ANIO} a hoy, {hoy.isoformat()}"
        defectos.append((columna, f"{corto(texto)} está fuera de lo posible ({posible})"))
        return None
    return leida


def _importe(texto: str, forma: Forma, defectos: Defectos) -> Decimal | None:
    leido = forma.importe(texto) if texto else None
    if texto and leido is None:
        defectos.append(("importe", f"«{corto(texto)}» no es un importe: {forma.de_importe}"))
    return leido


def _fecha_estricta(texto: str) -> date | None:
    try:
        return date.fromisoformat(texto) if FECHA.fullmatch(texto) else None
    except ValueError:
        return None


def _palabra_estricta(columna: str, texto: str) -> str | None:
    clave = texto.lower()
    return clave if not clave or clave in {"tipo": TIPOS, "conclusion": CONCLUSIONES}[columna] else None


ESTRICTA = Forma(
    fecha=_fecha_estricta, palabra=_palabra_estricta,
    importe=lambda texto: Decimal(texto) if IMPORTE.fullmatch(texto) else None,
    de_fecha="una fecha AAAA-MM-DD", de_importe="use sólo dígitos y punto, por ejemplo 1234.50",
)


def corto(texto: str) -> str:
    """El valor citado en un mensaje, sin bytes ilegibles y de un largo que se pueda leer."""
    legible = "".join("�" if "\ud800" <= letra <= "\udfff" else letra for letra in texto)
    return legible if len(legible) <= 40 else f"{legible[:39]}…"
