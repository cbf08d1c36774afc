"""Leer tablas ajenas de una sola manera: qué columnas se esperan, cómo se lee cada celda y todo lo que está mal.

Quien importa declara sus `Columna` y recibe lo leído y los errores, todos a la vez, con su columna y su fila: la que
muestra Excel, donde cuentan el encabezado y las filas vacías y una celda de varios renglones es una sola fila.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from archivos.tablas import registros

MB = 1024 * 1024
TAMANO_MAXIMO = 20 * MB
LARGO_DE_CITA = 40
FECHA = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PESOS = re.compile(r"[0-9]{1,14}(\.[0-9]{1,2})?")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
DE_RENGLON = re.compile(r"[\t\n\r]")
SUSTITUTO = re.compile(r"[\ud800-\udfff]")
Filas = Sequence[tuple[int, list[str]]]
T = TypeVar("T")
Dia = TypeVar("Dia", date, datetime)


class NoSeEntiende(ValueError):
    """La celda no se puede leer; el mensaje dice qué corregir."""


@dataclass(frozen=True)
class ErrorDeEntrada:
    """Un defecto del archivo: fila (la primera es 1), columna (nombre o posición) y qué corregir."""

    fila: int
    columna: str
    mensaje: str

    def __str__(self) -> str:
        return f"fila {self.fila}, columna {self.columna}: {self.mensaje}"


@dataclass(frozen=True)
class Columna:
    """Un dato de la tabla: su título, los otros nombres con que viene y cómo se lee su celda cuando trae algo.

    `exigida`: tiene que venir en el encabezado. `falta`: qué se escribe en su celda vacía; sin él puede ir vacía.
    """

    nombre: str
    titulo: str = ""
    alias: Sequence[str] = ()
    leer: Callable[[str], object] = str
    exigida: bool = False
    falta: str = ""
    largo: int = 0  # caracteres que caben; cero, los que sean
    renglones: bool = False  # si dentro de la celda puede haber saltos de línea

    @property
    def rotulo(self) -> str:
        """Cómo se le llama en un error."""
        return self.titulo or self.nombre


@dataclass(frozen=True)
class Tabla:
    """Las filas con algo escrito debajo de un encabezado, y de qué dato es cada columna: «» si no se reconoce."""

    encabezado: int = 0
    titulos: Sequence[str] = ()
    campos: Sequence[str] = ()
    renglones: Filas = ()

    @property
    def lugares(self) -> dict[str, int]:
        """Dato → posición de su primera columna."""
        return {campo: n for n, campo in reversed(list(enumerate(self.campos))) if campo}

    @property
    def desconocidas(self) -> list[str]:
        """Los títulos de las columnas que no se van a leer."""
        return [titulo for titulo, campo in zip(self.titulos, self.campos, strict=True) if titulo and not campo]

    @property
    def repetidas(self) -> list[str]:
        """Los títulos de las columnas que dicen lo mismo que otra."""
        veces = Counter(campo for campo in self.campos if campo)
        return [titulo for titulo, campo in zip(self.titulos, self.campos, strict=True) if veces[campo] > 1]


@dataclass
class Leido:
    """Una fila: lo escrito en cada columna, lo que se entendió de las que traen algo y lo que hay que corregir."""

    fila: int
    textos: Mapping[str, str]
    datos: dict[str, Any] = field(default_factory=dict)
    errores: list[ErrorDeEntrada] = field(default_factory=list)


Revision = Callable[[Leido], Iterable[tuple[str, str]]]
"""Lo que está mal entre las celdas de una fila, o contra las de antes: (columna, mensaje)."""


INVISIBLES = re.compile(
    "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""De control, de ancho cero, los que cambian el sentido de la escritura y los huecos que parecen letra (Unicode: Cc, Cf
y los de `Default_Ignorable_Code_Point`); salvo tabulador y saltos de renglón, y el nulo, que se rechaza aparte."""


def visible(texto: str) -> str:
    """El texto sin los caracteres que nadie ve."""
    return INVISIBLES.sub("", texto)


def normalizar(texto: str) -> str:
    """Minúsculas, sin acentos y con espacios sencillos."""
    sin_acentos = "".join(c for c in unicodedata.normalize("NFKD", texto) if not unicodedata.combining(c))
    return " ".join(sin_acentos.lower().split())


def llave(texto: str) -> str:
    """Un título o un nombre comparable: sólo letras y cifras, sin acentos ni mayúsculas."""
    return re.sub(r"[^a-z0-9]+", " ", normalizar(texto)).strip()


def corto(texto: str) -> str:
    """El valor citado en un mensaje, sin bytes ilegibles y de un largo que se pueda leer."""
    legible = SUSTITUTO.sub("�", texto)
    return legible if len(legible) <= LARGO_DE_CITA else f"{legible[:LARGO_DE_CITA - 1]}…"


def por_titulo(columnas: Iterable[Columna]) -> Callable[[str], str]:
    """De qué dato es una columna según su título, sin importar acentos ni mayúsculas; «» si de ninguno."""
    nombres = {llave(dicho): c.nombre for c in columnas for dicho in (c.nombre, c.titulo, *c.alias) if llave(dicho)}
    return lambda titulo: nombres.get(llave(titulo), "")


def hallar(filas: Filas, campo_de: Callable[[str], str], *, entre: int = 1, minimo: int = 0) -> Tabla:
    """La tabla cuyo encabezado es, de las primeras `entre` filas escritas, la que más columnas nombra.

    Si ninguna nombra `minimo`, vacía.
    """
    escritas = [(fila, celdas) for fila, celdas in filas if any(map(str.strip, celdas))]
    nombradas = [[campo_de(celda) for celda in celdas] for _, celdas in escritas[:entre]]
    cuantas = [len(set(campos) - {""}) for campos in nombradas]
    if not cuantas or max(cuantas) < minimo:
        return Tabla()
    lugar = cuantas.index(max(cuantas))
    fila, titulos = escritas[lugar]
    return Tabla(fila, titulos, nombradas[lugar], escritas[lugar + 1 :])


def leer_csv(
    contenido: bytes, columnas: Sequence[Columna], revisar: Revision | None = None, *,
    campo_de: Callable[[str], str] | None = None, exacta: bool = True,
) -> tuple[list[Leido], list[ErrorDeEntrada]]:
    """Como `leer`, de un CSV en UTF-8 con comas cuya primera fila escrita es el encabezado.

    No admite columnas desconocidas ni repetidas; `exacta` tampoco, filas con más o menos celdas que el encabezado.
    """
    if len(contenido) > TAMANO_MAXIMO:
        return [], [ErrorDeEntrada(1, "1", f"el archivo rebasa {TAMANO_MAXIMO // MB} MB")]
    crudos = list(registros(contenido.decode("utf-8-sig", errors="surrogateescape")))
    tabla = hallar([(n, celdas) for n, celdas in crudos if isinstance(celdas, list)], campo_de or por_titulo(columnas))
    errores = [*_de_encabezado(tabla, columnas), *(
        ErrorDeEntrada(n, _rotulo(tabla, mal.celda), mal.motivo) for n, mal in crudos if not isinstance(mal, list))]
    if not tabla.encabezado or any(error.fila == tabla.encabezado for error in errores):
        return [], en_orden(errores)
    if exacta:
        errores += _de_ancho(tabla)
        tabla = replace(tabla, renglones=[par for par in tabla.renglones if len(par[1]) == len(tabla.titulos)])
    leidos, de_celda = leer(tabla, columnas, revisar) if tabla.renglones or not errores else ([], [])
    return leidos, en_orden(errores + de_celda)


def faltan(tabla: Tabla, columnas: Iterable[Columna]) -> list[ErrorDeEntrada]:
    """Las columnas exigidas que no vienen en el encabezado."""
    return [ErrorDeEntrada(tabla.encabezado or 1, c.rotulo, "falta esta columna en el encabezado")
            for c in columnas if c.exigida and c.nombre not in tabla.campos]


def leer(
    tabla: Tabla, columnas: Sequence[Columna], revisar: Revision | None = None
) -> tuple[list[Leido], list[ErrorDeEntrada]]:
    """Cada fila leída, traiga errores o no, y los errores de todas; sin ninguna fila, ése es el error."""
    lugares, vacios = tabla.lugares, dict.fromkeys((c.nombre for c in columnas), "")
    textos = ((fila, {c: celdas[n].strip() for c, n in lugares.items() if n < len(celdas)})
              for fila, celdas in tabla.renglones)
    leidos = [entender(fila, vacios | escrito, columnas, revisar) for fila, escrito in textos]
    if not leidos:
        nada = "no hay nada escrito debajo del encabezado"
        return [], [ErrorDeEntrada(tabla.encabezado + 1, columnas[0].rotulo, nada)]
    return leidos, [error for leido in leidos for error in leido.errores]


def entender(
    fila: int, textos: Mapping[str, str], columnas: Iterable[Columna], revisar: Revision | None = None
) -> Leido:
    """Lo que dicen las celdas de una fila, con todo lo que tengan mal."""
    leido, rotulos = Leido(fila, textos), {c.nombre: c.rotulo for c in columnas}
    for columna in columnas:
        try:
            if texto := _admitido(columna, textos.get(columna.nombre, "")):
                leido.datos[columna.nombre] = columna.leer(texto)
        except NoSeEntiende as motivo:
            leido.errores.append(ErrorDeEntrada(fila, columna.rotulo, str(motivo)))
    if revisar:
        entre_celdas = list(revisar(leido))
        leido.errores += [ErrorDeEntrada(fila, rotulos[nombre], mensaje) for nombre, mensaje in entre_celdas]
    return leido


def en_orden(errores: Iterable[ErrorDeEntrada]) -> list[ErrorDeEntrada]:
    """Como se van encontrando al bajar por la hoja."""
    return sorted(errores, key=lambda error: error.fila)


def ya_esta(vistos: dict[str, int], que: str, fila: int) -> str:
    """En qué fila anterior salió lo mismo; «» si es la primera vez."""
    previa = vistos.setdefault(que, fila)
    return "" if previa == fila else f"ya está en la fila {previa}"


def frases(errores: Iterable[ErrorDeEntrada]) -> list[str]:
    """«Fila 7, columna Cantidad: …»; lo mismo en varias filas se dice una vez: «Filas 7, 9 y 12 a 40, columna …»."""
    filas: dict[tuple[str, str], list[int]] = {}
    for error in errores:
        filas.setdefault((error.columna, error.mensaje), []).append(error.fila)
    return [f"{_cuales(n)}, columna {columna}: {mensaje}" for (columna, mensaje), n in filas.items()]


def que_sea(como: Callable[[str], T | None], que: str) -> Callable[[str], T]:
    """Lector de lo que `como` entiende; de lo demás dice «…» no es `que`."""
    def leer_celda(texto: str) -> T:
        if (leido := como(texto)) is None:
            raise NoSeEntiende(f"«{corto(texto)}» no es {que}")
        return leido
    return leer_celda


def opcion(claves: Sequence[str]) -> Callable[[str], str]:
    """Lector de una de esas claves, en minúsculas o mayúsculas."""
    return que_sea(lambda texto: texto.lower() if texto.lower() in claves else None, f"uno de: {', '.join(claves)}")


def entre(leer_dia: Callable[[str], Dia], hasta: Dia | None, desde: Dia | None = None) -> Callable[[str], Dia]:
    """Lector de un día o un momento dentro de lo posible."""
    def leer_celda(texto: str) -> Dia:
        leido = leer_dia(texto)
        if hasta and leido > hasta:
            raise NoSeEntiende(f"«{corto(texto)}» todavía no llega")
        if desde and leido < desde:
            raise NoSeEntiende(f"«{corto(texto)}» es anterior a {desde.year}")
        return leido
    return leer_celda


def fecha_iso(texto: str) -> date | None:
    """AAAA-MM-DD."""
    try:
        return date.fromisoformat(texto) if FECHA.fullmatch(texto) else None
    except ValueError:
        return None


def pesos(texto: str) -> Decimal | None:
    """Sólo dígitos y punto, hasta dos decimales."""
    return Decimal(texto) if PESOS.fullmatch(texto) else None


def _admitido(columna: Columna, texto: str) -> str:
    """Lo que de la celda se ve, si cabe y es texto. Lanza `NoSeEntiende`."""
    if CONTROL.search(texto) or not columna.renglones and DE_RENGLON.search(texto):
        raise NoSeEntiende("trae saltos de línea o caracteres de control")
    texto = visible(texto).strip()
    if not texto and columna.falta:
        raise NoSeEntiende(f"está vacía: escriba {columna.falta}")
    if SUSTITUTO.search(texto):
        raise NoSeEntiende("no está en UTF-8: guarde el archivo como «CSV UTF-8»")
    if columna.largo and len(texto) > columna.largo:
        raise NoSeEntiende(f"caben {columna.largo:,} caracteres y trae {len(texto):,}")
    return texto


def _de_encabezado(tabla: Tabla, columnas: Iterable[Columna]) -> Iterator[ErrorDeEntrada]:
    """Lo que impide leer lo demás."""
    if not tabla.encabezado:
        yield ErrorDeEntrada(1, "1", "el archivo está vacío; falta el renglón con los nombres de columna")
    elif len(tabla.titulos) == 1 and re.search("[;\t]", tabla.titulos[0]):
        separadas = "las columnas se separan con coma, no con punto y coma ni tabulador"
        yield ErrorDeEntrada(tabla.encabezado, "1", separadas)
    else:
        yield from faltan(tabla, columnas)
        yield from _ajenas(tabla)


def _ajenas(tabla: Tabla) -> Iterator[ErrorDeEntrada]:
    for n, (titulo, campo) in enumerate(zip(tabla.titulos, tabla.campos, strict=True), start=1):
        if not campo:
            yield ErrorDeEntrada(tabla.encabezado, corto(titulo.strip()) or str(n), "no es una columna conocida")
        elif campo in tabla.campos[: n - 1]:
            yield ErrorDeEntrada(tabla.encabezado, corto(titulo.strip()), "está repetida en el encabezado")


def _de_ancho(tabla: Tabla) -> Iterator[ErrorDeEntrada]:
    ancho = len(tabla.titulos)
    for fila, celdas in tabla.renglones:
        if len(celdas) < ancho:
            mensaje = f"falta esta celda: el renglón trae {len(celdas)} y son {ancho}"
            yield ErrorDeEntrada(fila, _rotulo(tabla, len(celdas) + 1), mensaje)
        elif len(celdas) > ancho:
            mensaje = f"sobra esta celda: el renglón trae {len(celdas)} y son {ancho}; ¿faltan comillas dobles?"
            yield ErrorDeEntrada(fila, str(ancho + 1), mensaje)


def _rotulo(tabla: Tabla, celda: int) -> str:
    """El título de una columna por su posición (la primera es 1), o la posición."""
    titulo = tabla.titulos[celda - 1] if celda <= len(tabla.titulos) else ""
    return corto(titulo.strip()) or str(celda)


def _cuales(filas: Iterable[int]) -> str:
    tramos: list[list[int]] = []
    for fila in sorted(set(filas)):
        if tramos and fila == tramos[-1][-1] + 1:
            tramos[-1] = [tramos[-1][0], fila]
        else:
            tramos.append([fila])
    dichos = [" a ".join(map(str, tramo)) for tramo in tramos]
    if len(dichos) == 1:
        return f"Fila {dichos[0]}" if len(tramos[0]) == 1 else f"Filas {dichos[0]}"
    return f"Filas {', '.join(dichos[:-1])} y {dichos[-1]}"
