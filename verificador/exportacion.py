"""La forma de lo que se exporta de la bitácora, renglón por renglón: escribirla y leerla sin Django ni base.

Una exportación es un ZIP (o su carpeta) con `bitacora.jsonl`, `anclas.jsonl` e `indice.json`. Un extracto es un solo
JSONL: una cabecera con el ancla y, después, los eventos de unos objetos, cada uno con su camino a la raíz de esa ancla.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BufferedReader
from operator import itemgetter
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from verificador.anclas import Ancla, AnclaIlegible, leer
from verificador.cadena import EN_C
from verificador.renglon import Defecto, Renglon

FORMATO, FORMATO_DE_EXTRACTO = "exportacion-de-bitacora/2", "extracto-de-bitacora/2"
DE_ANTES = ("exportacion-de-bitacora/1", "extracto-de-bitacora/1")  # sus renglones no dicen formato, clave ni hojas
EVENTOS, ANCLAS, INDICE, LEEME = "bitacora.jsonl", "anclas.jsonl", "indice.json", "LEEME.txt"
RENGLON_MAXIMO = 64 * 1024 * 1024
TROZO = 1024 * 1024
CAMPOS = itemgetter(*Renglon._fields)
CAMPOS_DE_ANTES = itemgetter(*Renglon._fields[: -len(Renglon._field_defaults)])


def _sin_repetir(pares: list[tuple[str, Any]]) -> dict[str, Any]:
    objeto = dict(pares)
    if len(objeto) != len(pares):  # cada lector se quedaría con la que quisiera
        raise ValueError("Trae una clave repetida.")
    return objeto


LECTOR = json.JSONDecoder(object_pairs_hook=_sin_repetir)


def LEER_JSON(texto: str) -> Any:  # noqa: N802 (se usa como una constante)
    """El valor; ValueError si no es JSON o trae una clave repetida."""
    leido, fin = LECTOR.raw_decode(texto)
    if fin != len(texto) and texto[fin:].strip(" \t\n\r"):
        raise ValueError("Sobra algo después del valor.")
    return leido


class ExportacionIlegible(ValueError):
    """No es una exportación ni un extracto de la bitácora, o no se puede leer; el texto dice por qué."""


def linea(renglon: Renglon) -> bytes:
    """Un evento como se exporta."""
    return en_linea(renglon._asdict())


def linea_de_extracto(renglon: Renglon, prueba: list[str] | None, campos: list[str] | None = None) -> bytes:
    """Un evento como va en un extracto, con su camino a la raíz (None: es posterior al ancla).

    `campos`: si es del formato 1 y se canceló, el camino de su raíz de campos a la que comprometió la migración.
    """
    return en_linea({**renglon._asdict(), "prueba": prueba, **({"campos": campos} if campos else {})})


def en_linea(datos: dict[str, Any]) -> bytes:
    """Un objeto JSON con las claves en orden y su salto de línea."""
    return EN_C(datos).encode() + b"\n"


def linea_de_ancla(ancla: Ancla) -> bytes:
    """Un ancla con su sobre firmado (base64)."""
    return en_linea({"ancla": json.loads(ancla.contenido), "cms": base64.b64encode(ancla.cms).decode()})


def indice(hasta: int, eslabon: str) -> bytes:
    """A qué evento llega la exportación, y con qué eslabón."""
    return en_linea({"formato": FORMATO, "hasta": hasta, "eslabon": eslabon})


def cabecera_de_extracto(ancla: Ancla | None, eventos: int, consistencia: Mapping[int, list[str]]) -> bytes:
    """El primer renglón de un extracto: el ancla que lo respalda (si ya hay) y cuántos eventos siguen.

    `consistencia`: de anclas anteriores, por su número, el camino que prueba que ésta es su continuación.
    """
    respaldo = json.loads(linea_de_ancla(ancla)) if ancla else {"ancla": None, "cms": ""}
    return en_linea({"formato": FORMATO_DE_EXTRACTO, "eventos": eventos, "consistencia": consistencia, **respaldo})


def es_extracto(ruta: Path) -> bool:
    """Si el archivo es un extracto y no una exportación."""
    return ruta.suffix.lower() == ".jsonl" and ruta.is_file()


@dataclass(frozen=True)
class Prueba:
    """El camino de un evento a la raíz del ancla (None: aún sin ancla) y el de sus campos, si hizo falta."""

    camino: list[str] | None
    campos: list[str] | None = None


@dataclass(frozen=True)
class Extracto:
    """Lo leído de un extracto; los eventos se leen al recorrerlos, cada uno con su prueba."""

    ancla: Ancla | None
    cuantos: int
    eventos: Iterator[tuple[Renglon, Prueba]]
    consistencia: Mapping[str, list[str]] = field(default_factory=dict)


class Exportacion:
    """Una exportación abierta, en ZIP o en carpeta: nada se desempaca y sólo se tiene un renglón a la vez."""

    def __init__(self, ruta: Path) -> None:
        """`ExportacionIlegible` si no es una exportación."""
        self._ruta = ruta
        try:
            self._exigir_sin_repetidos()
            with self._abrir(INDICE) as archivo:
                datos = LEER_JSON(archivo.read(4096).decode())
            self.hasta, self.eslabon = int(datos["hasta"]), str(datos["eslabon"])
        except (OSError, KeyError, TypeError, ValueError, OverflowError, RuntimeError, BadZipFile) as error:
            raise ExportacionIlegible(f"«{ruta.name}» no es una exportación de la bitácora.") from error
        if datos.get("formato") not in (FORMATO, DE_ANTES[0]):
            raise ExportacionIlegible(f"«{ruta.name}» no tiene el formato {FORMATO}.")

    def renglones(self, tras: int = 0) -> Iterator[Renglon]:
        """Los eventos en el orden en que vienen, sin los primeros `tras`; lanza `Defecto` en el que no se entiende."""
        with self._abrir(EVENTOS) as archivo:
            n = 0
            while crudo := archivo.readline(RENGLON_MAXIMO):
                n += 1
                if n > tras:
                    yield _renglon(crudo, n)

    def anclas(self) -> Iterator[Ancla]:
        """Sus anclas, en orden. `AnclaIlegible` si una no se entiende."""
        with self._abrir(ANCLAS) as archivo:
            while crudo := archivo.readline(RENGLON_MAXIMO):
                yield _ancla(_objeto(crudo))

    def _exigir_sin_repetidos(self) -> None:
        """ValueError si el ZIP trae dos veces el mismo nombre: otro programa sacaría uno distinto del comprobado."""
        if self._ruta.is_dir():
            return
        with ZipFile(self._ruta) as sobre:
            if len(nombres := sobre.namelist()) != len(set(nombres)):
                raise ValueError("Trae dos veces el mismo archivo.")

    @contextmanager
    def _abrir(self, nombre: str) -> Iterator[IO[bytes]]:
        if self._ruta.is_dir():
            with (self._ruta / nombre).open("rb") as archivo:
                yield archivo
            return
        with ZipFile(self._ruta) as sobre, sobre.open(nombre) as archivo:
            yield BufferedReader(archivo, TROZO)  # type: ignore[type-var]  # de a renglón, el ZIP es cuatro veces más lento


@contextmanager
def abrir_extracto(ruta: Path) -> Iterator[Extracto]:
    """El extracto, mientras dure el bloque. `ExportacionIlegible` si no lo es; `AnclaIlegible` si su ancla está mal."""
    with ruta.open("rb") as archivo:
        cabecera = _objeto(archivo.readline(RENGLON_MAXIMO))
        if cabecera.get("formato") not in (FORMATO_DE_EXTRACTO, DE_ANTES[1]):
            raise ExportacionIlegible(f"«{ruta.name}» no tiene el formato {FORMATO_DE_EXTRACTO}.")
        ancla = _ancla(cabecera) if cabecera.get("ancla") else None
        yield Extracto(ancla, int(cabecera.get("eventos", 0)), _eventos(archivo), cabecera.get("consistencia") or {})


def _eventos(archivo: IO[bytes]) -> Iterator[tuple[Renglon, Prueba]]:
    n = 0
    while crudo := archivo.readline(RENGLON_MAXIMO):
        n += 1
        dicho = _objeto(crudo)
        yield _renglon(crudo, n), Prueba(dicho.get("prueba"), dicho.get("campos"))


def renglon_de(datos: dict[str, Any]) -> Renglon:
    """El evento de un renglón exportado, también en la forma anterior. KeyError o TypeError si le falta algo."""
    return Renglon._make(CAMPOS(datos)) if "formato" in datos else Renglon(*CAMPOS_DE_ANTES(datos))


def _renglon(crudo: bytes, n: int) -> Renglon:
    try:
        return renglon_de(LEER_JSON(crudo.decode()))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        que = "está cortado" if not crudo.endswith(b"\n") else "no se entiende"
        raise Defecto(n, f"el renglón {n} del archivo {que}") from error


def _ancla(datos: dict[str, Any]) -> Ancla:
    try:
        return leer(datos.get("ancla"), base64.b64decode(datos.get("cms", ""), validate=True))
    except (TypeError, ValueError) as error:
        raise AnclaIlegible(f"Un ancla de la exportación está dañada: {error}") from error


def _objeto(crudo: bytes) -> dict[str, Any]:
    try:
        datos = LEER_JSON(crudo.decode())
    except (ValueError, RecursionError) as error:
        raise ExportacionIlegible("El archivo trae un renglón que no es JSON, o con una clave repetida.") from error
    if not isinstance(datos, dict):
        raise ExportacionIlegible("El archivo trae un renglón que no es un objeto.")
    return datos
