"""La política de quien lee (C2SP tlog-policy): en qué bitácora y en qué testigos confía, y cuántos le bastan.

Es un archivo que cada quien consigue por su lado, nunca de la base. Dos renglones son de la casa y, para las demás
herramientas, comentarios: `#! antiguedad-maxima HORAS` y `#! externo TESTIGO` (no lo opera la institución).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from verificador.testigos.notas import (
    DE_BITACORA,
    DE_TESTIGO,
    Checkpoint,
    FirmaFalsa,
    Llave,
    Nota,
    NotaIlegible,
    firmas_de,
    hora_de,
    leer_checkpoint,
    leer_vkey,
)
from verificador.veredictos import en_sonora

ANTIGUEDAD = timedelta(hours=48)
ADELANTO = timedelta(minutes=5)
NADIE = "none"
PROPIO = "#!"


class PoliticaIlegible(ValueError):
    """El archivo no es una política; el texto dice en qué renglón y por qué."""


@dataclass(frozen=True)
class Grupo:
    """Cuántos de sus miembros bastan."""

    bastan: int
    miembros: tuple[str, ...]


@dataclass
class Politica:
    """Lo leído del archivo; los testigos y los grupos comparten nombres."""

    bitacoras: list[Llave] = field(default_factory=list)
    testigos: dict[str, Llave] = field(default_factory=dict)
    direcciones: dict[str, str] = field(default_factory=dict)
    grupos: dict[str, Grupo] = field(default_factory=dict)
    quorum: str = ""
    antiguedad: timedelta = ANTIGUEDAD
    externos: list[str] = field(default_factory=list)

    def basta(self, vieron: Collection[str], nombre: str | None = None) -> bool:
        """Si con esos testigos se junta el quórum."""
        cual = self.quorum if nombre is None else nombre
        if cual in self.grupos:
            grupo = self.grupos[cual]
            return sum(self.basta(vieron, miembro) for miembro in grupo.miembros) >= grupo.bastan
        return cual == NADIE or cual in vieron


@dataclass(frozen=True)
class Vista:
    """Un checkpoint de la bitácora y a qué hora lo vio cada testigo de la política."""

    checkpoint: Checkpoint
    vieron: dict[str, datetime]
    quorum: bool
    testigos: int

    @property
    def ultima(self) -> datetime | None:
        """La hora más reciente en que alguien lo vio."""
        return max(self.vieron.values(), default=None)

    def reciente(self, politica: Politica, en: datetime) -> bool:
        """Si con lo visto dentro de la antigüedad máxima se junta el quórum."""
        return politica.basta([quien for quien, hora in self.vieron.items() if hora >= en - politica.antiguedad])

    def en_palabras(self) -> str:
        """Cuántos testigos, cuáles y cuándo."""
        if not self.vieron:
            return f"sin testigos (de {self.testigos})"
        quienes = "; ".join(f"{quien}, el {en_sonora(hora)}" for quien, hora in sorted(self.vieron.items()))
        return f"visto por {len(self.vieron)} de {self.testigos} testigos: {quienes}"


def juzgar(nota: Nota, politica: Politica, en: datetime) -> Vista:
    """Qué vieron los testigos de esa nota. `NotaIlegible` si no es de una bitácora de la política.

    Una cofirma falsa o con hora por venir no cuenta; las de llaves ajenas no se miran.
    """
    checkpoint = leer_checkpoint(nota)
    suyas = [llave for llave in politica.bitacoras if llave.nombre == checkpoint.origen]
    if not any(firmas_de(nota, llave) for llave in suyas):
        raise NotaIlegible(f"no la firma la bitácora de la política ({checkpoint.origen})")
    vieron = {quien: hora for quien, llave in politica.testigos.items() if (hora := _hora(nota, llave, en))}
    return Vista(checkpoint, vieron, politica.basta(vieron), len(politica.testigos))


def _hora(nota: Nota, llave: Llave, en: datetime) -> datetime | None:
    try:
        horas = [datetime.fromtimestamp(hora_de(firma), UTC) for firma in firmas_de(nota, llave)]
    except (FirmaFalsa, OverflowError, ValueError, OSError):
        return None
    return max((hora for hora in horas if hora <= en + ADELANTO), default=None)


def leer(crudo: bytes) -> Politica:
    """La política del archivo. `PoliticaIlegible` en el primer renglón que no se entiende."""
    politica = Politica()
    for numero, renglon in enumerate(_texto(crudo).split("\n"), 1):
        try:
            _sumar(politica, renglon)
        except (ValueError, IndexError, OverflowError) as error:
            raise PoliticaIlegible(f"El renglón {numero} de la política no se entiende: {error}.") from error
    if not politica.quorum:
        raise PoliticaIlegible("La política no dice su quórum: «quorum NOMBRE», o «quorum none».")
    if sin := [quien for quien in politica.externos if quien not in politica.testigos]:
        raise PoliticaIlegible(f"La política dice externo a «{sin[0]}», que no es uno de sus testigos.")
    return politica


def _texto(crudo: bytes) -> str:
    try:
        return crudo.decode()
    except UnicodeDecodeError as error:
        raise PoliticaIlegible("La política no es texto UTF-8.") from error


def _sumar(politica: Politica, renglon: str) -> None:
    partes = [parte for parte in re.split(r"[ \t]+", renglon.strip(" \t\r")) if parte]
    if not partes or (partes[0].startswith("#") and partes[0] != PROPIO):
        return
    que, *dicho = partes[1:] if partes[0] == PROPIO else partes
    if (partes[0] == PROPIO) != (que in PROPIOS) or que not in RENGLONES:
        if partes[0] == PROPIO:
            return  # un comentario de otro
        raise ValueError(f"«{que}» no es log, witness, group ni quorum")
    RENGLONES[que](politica, dicho)


def _bitacora(politica: Politica, dicho: list[str]) -> None:
    llave = _llave(dicho[0], DE_BITACORA, politica.bitacoras)
    politica.bitacoras.append(llave)
    if dicho[1:]:
        politica.direcciones[llave.nombre] = dicho[1]


def _testigo(politica: Politica, dicho: list[str]) -> None:
    nombre, vkey, *url = dicho
    _exigir_nuevo(politica, nombre)
    politica.testigos[nombre] = _llave(vkey, DE_TESTIGO, politica.testigos.values())
    if url:
        politica.direcciones[nombre] = url[0]


def _grupo(politica: Politica, dicho: list[str]) -> None:
    nombre, cuantos, *miembros = dicho
    _exigir_nuevo(politica, nombre)
    usados = {uno for grupo in politica.grupos.values() for uno in grupo.miembros}
    for miembro in miembros:
        if miembro not in {*politica.testigos, *politica.grupos} or miembro in usados or miembros.count(miembro) > 1:
            raise ValueError(f"«{miembro}» no se ha nombrado antes, o ya es de un grupo")
    bastan = {"all": len(miembros), "any": 1}.get(cuantos) or int(cuantos)
    if not 1 <= bastan <= len(miembros):
        raise ValueError(f"el grupo «{nombre}» pide más miembros de los que tiene, o ninguno")
    politica.grupos[nombre] = Grupo(bastan, tuple(miembros))


def _quorum(politica: Politica, dicho: list[str]) -> None:
    if politica.quorum or len(dicho) != 1 or dicho[0] not in {NADIE, *politica.testigos, *politica.grupos}:
        raise ValueError("el quórum va una sola vez y nombra a un testigo o grupo de antes, o «none»")
    politica.quorum = dicho[0]


def _antiguedad(politica: Politica, dicho: list[str]) -> None:
    politica.antiguedad = timedelta(hours=int(dicho[0]))
    if politica.antiguedad <= timedelta():
        raise ValueError("la antigüedad máxima se dice en horas, una o más")


def _externo(politica: Politica, dicho: list[str]) -> None:
    politica.externos.extend(dicho)


RENGLONES = {
    "log": _bitacora, "witness": _testigo, "group": _grupo, "quorum": _quorum, "antiguedad-maxima": _antiguedad,
    "externo": _externo,
}
PROPIOS = {"antiguedad-maxima", "externo"}


def _exigir_nuevo(politica: Politica, nombre: str) -> None:
    if nombre == NADIE or nombre in politica.testigos or nombre in politica.grupos:
        raise ValueError(f"el nombre «{nombre}» ya se usó o está reservado")


def _llave(vkey: str, clase: int, otras: Collection[Llave]) -> Llave:
    llave = leer_vkey(vkey)
    if llave.clase != clase:
        raise ValueError(f"la llave de «{llave.nombre}» es de otra clase")
    if any(otra.publica == llave.publica for otra in otras):
        raise ValueError(f"la llave de «{llave.nombre}» está repetida")
    return llave
