"""Qué es una alteración: su clave, qué hace, en qué motor y qué lectores deben verla. Cada archivo de al lado da de alta las suyas.

    @alteracion("2", "Cambia unos datos y su huella", ven=CADENA, antes="MSRACI")
    def _(h): ...

`antes` y lo hallado se escriben con las letras de `LECTORES`; vacío es que nadie.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.adversario.historia import Historia

LECTORES = {
    "B": "la base lo rechaza",
    "M": "`manage.py verificar_bitacora`",
    "S": "verificador suelto, sin nada",
    "R": "… con `--raices`",
    "A": "… con `--raices --anclas`",
    "C": "… con `--raices --sello`",
    "T": "… y además el checkpoint de los testigos",
    "X": "extracto del expediente, con `--raices --sello`",
    "I": "`manage.py invariantes`",
    "P": "la pantalla de quien audita",
    "U": "el uso: firmar, entrar o consultar lo alterado",
    "F": "quien firma las anclas, que se niega",
}
LOS_DOS = ("sqlite", "postgresql")
CADENA = "MSRACTIP"
"""Los que recorren la bitácora entera: a todos les basta la propia cadena."""
CON_LLAVERO = "MIP"
"""Los que además tienen el llavero: ven lo que no etiquetó el sistema. Quien firma también, al anclar lo nuevo."""
CON_TODO = "MRACTIP"
"""Los que juzgan al menos un sello: con las anclas rehechas, la cadena sola ya no basta."""


class NoEsDeEsteMotor(Exception):
    """Esa alteración no se puede intentar aquí."""


@dataclass(frozen=True)
class Alteracion:
    """Un renglón de la tabla."""

    clave: str
    que: str
    hacer: Callable[[Historia], object]
    ven: frozenset[str]
    motores: tuple[str, ...] = LOS_DOS
    antes: str | None = None
    """Quién la veía en noviembre de 2026; None si entonces no se probó."""
    usar: Callable[[Historia], bool] | None = None
    """Qué pasa al usar lo alterado: cierto si el sistema se niega o lo dice."""

    def __str__(self) -> str:
        return self.clave


ALTERACIONES: dict[str, Alteracion] = {}


def alteracion(
    clave: str, que: str, *, ven: Iterable[str], motores: Iterable[str] = LOS_DOS, antes: str | None = None, usar: Callable[[Historia], bool] | None = None,
) -> Callable[[Callable[[Historia], object]], Callable[[Historia], object]]:
    """Da de alta la que hace esa función."""

    def alta(hacer: Callable[[Historia], object]) -> Callable[[Historia], object]:
        assert clave not in ALTERACIONES, clave
        assert set(ven) <= set(LECTORES), (clave, ven)
        assert ("U" in ven) <= (usar is not None), clave
        ALTERACIONES[clave] = Alteracion(clave, que, hacer, frozenset(ven), tuple(motores), antes, usar)
        return hacer

    return alta


def sqlite_y_pg(hacer_en_sqlite: str, hacer_en_pg: str) -> Callable[[Historia], object]:
    """La misma idea dicha en el SQL de cada motor."""
    return lambda h: h.sql(hacer_en_sqlite if h.motor == "sqlite" else hacer_en_pg)
