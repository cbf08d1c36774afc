"""Leer el CSV de un estándar: bytes → perfiles puros y la lista completa de errores con su fila y columna.

No toca la base. El formato (RFC 4180, UTF-8) está en `datos/LEEME.md`: diez columnas, o las ocho de los ilustrativos.
"""

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from archivos.tablas import registros

from .reglas import Requisito
from .reglas.validacion import corto, defectos_de_requisito, defectos_de_texto

NECESARIAS = ("perfil", "nombre", "atributo", "operador", "valor", "unidad", "nivel", "grupo")
OPCIONALES = ("categoria", "nota")
TAMANO_MAXIMO = 20 * 1024 * 1024


@dataclass(frozen=True)
class ErrorDeEntrada:
    """Un defecto del archivo: fila (la primera es 1), columna (nombre o posición) y qué corregir."""

    fila: int
    columna: str
    mensaje: str

    def __str__(self) -> str:
        return f"fila {self.fila}, columna {self.columna}: {self.mensaje}"


@dataclass
class PerfilLeido:
    """Un perfil del archivo con sus filas en orden."""

    clave: str
    nombre: str
    categoria: str
    requisitos: list[Requisito] = field(default_factory=list)


@dataclass(frozen=True)
class EstandarLeido:
    """El archivo entero: perfiles por clave, en orden, y la huella SHA-256 de los bytes leídos."""

    perfiles: dict[str, PerfilLeido]
    sha256: str


def leer_estandar(contenido: bytes) -> tuple[EstandarLeido, list[ErrorDeEntrada]]:
    """Los perfiles de un CSV y todos sus errores; si hay alguno, no debe usarse lo leído para publicar."""
    errores: list[ErrorDeEntrada] = []
    perfiles: dict[str, PerfilLeido] = {}
    leido = EstandarLeido(perfiles, hashlib.sha256(contenido).hexdigest())
    if len(contenido) > TAMANO_MAXIMO:
        return leido, [ErrorDeEntrada(1, "1", f"el archivo rebasa {TAMANO_MAXIMO // 2**20} MB")]
    renglones = _renglones(_texto(contenido), errores)
    encabezado = _encabezado(renglones, errores)
    if encabezado is None:
        return leido, _ordenados(errores)
    for fila, celdas in renglones:
        if any(celda.strip() for celda in celdas):
            _leer_fila(fila, celdas, encabezado, perfiles, errores)
    if not perfiles and not errores:
        errores.append(ErrorDeEntrada(2, "perfil", "el archivo no trae ningún requisito después del encabezado"))
    return leido, _ordenados(errores)


def _texto(contenido: bytes) -> str:
    """UTF-8 con o sin marca de orden; los bytes que no lo son quedan marcados para señalar su fila y columna."""
    return contenido.decode("utf-8-sig", errors="surrogateescape")


def _renglones(texto: str, errores: list[ErrorDeEntrada]) -> Iterator[tuple[int, list[str]]]:
    """Cada registro con la línea en que empieza; los mal entrecomillados se anotan y se sigue con el que viene."""
    for fila, celdas in registros(texto):
        if isinstance(celdas, csv.Error):
            columna = _celda_mal_entrecomillada(texto, fila)
            errores.append(ErrorDeEntrada(fila, columna, _en_espanol(str(celdas))))
        else:
            yield fila, celdas


def _celda_mal_entrecomillada(texto: str, fila: int) -> str:
    """El nombre (o el número) de la celda donde las comillas no cierran o traen texto después."""
    lineas = texto.split("\n", fila)
    celda, fin = 1, 0
    for trozo in re.finditer(r'(?:^|,)(?:"(?:[^"]|"")*"(?=,|\r?$)|[^",][^,]*(?=,|$)|(?=,|$))', lineas[fila - 1]):
        if trozo.start() != fin:
            break
        celda, fin = celda + 1, trozo.end()
    nombres = lineas[0].strip().lower().split(",")
    return nombres[celda - 1] if fila > 1 and celda <= len(nombres) else str(celda)


def _en_espanol(defecto: str) -> str:
    if "unexpected end" in defecto:
        return "unas comillas dobles se abren y no se cierran"
    if "expected after" in defecto:
        return "después de cerrar comillas dobles debe seguir una coma o el fin de línea"
    return "una celda es demasiado larga" if "field larger" in defecto else "el renglón no es CSV válido"


def _encabezado(renglones: Iterator, errores: list[ErrorDeEntrada]) -> list[str] | None:
    """Los nombres de columna, o None (con sus errores) si no permiten leer lo demás."""
    primero = next(renglones, None)
    if primero is None or not any(celda.strip() for celda in primero[1]):
        errores.append(ErrorDeEntrada(1, "1", "el archivo está vacío; falta el renglón con los nombres de columna"))
        return None
    fila, celdas = primero
    nombres = [celda.strip().lower() for celda in celdas]
    defectos = [(c, "falta esta columna en el encabezado") for c in NECESARIAS if c not in nombres]
    for posicion, nombre in enumerate(nombres, 1):
        if nombre not in NECESARIAS + OPCIONALES:
            defectos.append((corto(nombre) or str(posicion), "no es una columna conocida"))
        elif nombre in nombres[: posicion - 1]:
            defectos.append((nombre, "está repetida en el encabezado"))
    if len(nombres) == 1 and (";" in nombres[0] or "\t" in nombres[0]):
        defectos.append(("1", "las columnas se separan con coma, no con punto y coma ni tabulador"))
    errores += [ErrorDeEntrada(fila, columna, mensaje) for columna, mensaje in defectos]
    return None if defectos else nombres


def _leer_fila(
    fila: int, celdas: list[str], encabezado: list[str], perfiles: dict[str, PerfilLeido], errores: list[ErrorDeEntrada]
) -> None:
    if len(celdas) != len(encabezado):
        errores.append(_de_ancho(fila, celdas, encabezado))
        return
    datos = {nombre: celda.strip() for nombre, celda in zip(encabezado, celdas, strict=True)}
    requisito = Requisito(
        atributo=datos["atributo"],
        operador=datos["operador"].lower(),
        valor=datos["valor"],
        unidad=datos["unidad"],
        nivel=datos["nivel"].lower(),
        grupo=datos["grupo"],
        nota=datos.get("nota", ""),
        perfil=datos["perfil"],
        perfil_nombre=datos["nombre"],
    )
    defectos = defectos_de_texto(datos) + defectos_de_requisito(requisito) + _contra_el_perfil(datos, perfiles)
    errores += [ErrorDeEntrada(fila, columna, mensaje) for columna, mensaje in defectos]
    if datos["perfil"]:
        perfil = perfiles.setdefault(
            datos["perfil"], PerfilLeido(datos["perfil"], datos["nombre"], datos.get("categoria", ""))
        )
        perfil.requisitos.append(requisito)


def _de_ancho(fila: int, celdas: list[str], encabezado: list[str]) -> ErrorDeEntrada:
    if len(celdas) < len(encabezado):
        mensaje = f"falta esta celda: el renglón trae {len(celdas)} y son {len(encabezado)}"
        return ErrorDeEntrada(fila, encabezado[len(celdas)], mensaje)
    mensaje = f"sobra esta celda: el renglón trae {len(celdas)} y son {len(encabezado)}; ¿faltan comillas dobles?"
    return ErrorDeEntrada(fila, str(len(encabezado) + 1), mensaje)


def _contra_el_perfil(datos: dict[str, str], perfiles: dict[str, PerfilLeido]) -> list[tuple[str, str]]:
    """Un perfil tiene un solo nombre y categoría, y cada atributo aparece una sola vez."""
    previo = perfiles.get(datos["perfil"])
    if previo is None:
        return []
    defectos = []
    if datos["nombre"] and datos["nombre"] != previo.nombre:
        defectos.append(("nombre", f"el perfil ya se llamó «{corto(previo.nombre)}» en un renglón anterior"))
    if datos.get("categoria", "") != previo.categoria:
        defectos.append(("categoria", f"el perfil ya tenía la categoría «{corto(previo.categoria)}»"))
    if datos["atributo"] and any(datos["atributo"] == requisito.atributo for requisito in previo.requisitos):
        defectos.append(("atributo", f"«{corto(datos['atributo'])}» está repetido en el perfil"))
    return defectos


def _ordenados(errores: list[ErrorDeEntrada]) -> list[ErrorDeEntrada]:
    return sorted(errores, key=lambda defecto: defecto.fila)
