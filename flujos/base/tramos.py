"""Por tramos: cuáles de los conceptos de un asunto caben en una página, con qué filtro, y a dónde llevan los demás."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

POR_TRAMO = 20
FILAS = "#conceptos"
TODOS, NO_CUMPLEN = "", "no_cumplen"
SIN_FALTA = {"cumple", "sin_estandar"}
Filtro = tuple[str, Collection[int]]
SIN_FILTROS: Mapping[str, Filtro] = {}


@dataclass(frozen=True)
class Tramo:
    """Los conceptos de la página. Si caben todos, ni `pagina` (la de `{% paginacion %}`) ni `pestanas`."""

    conceptos: list[dict[str, Any]]
    ver: str = TODOS
    pagina: dict[str, Any] | None = None
    pestanas: tuple[dict[str, Any], ...] = ()

    @property
    def numeros(self) -> list[int]:
        return [c["numero"] for c in self.conceptos]


def tramo_de(
    conceptos: list[dict[str, Any]], consulta: Mapping[str, str], filtros: Mapping[str, Filtro] = SIN_FILTROS,
) -> Tramo:
    """El que pide `consulta`: `ver` es el filtro, `desde` el primer número; `numeros`, los que ya se estaban viendo.

    Con `numeros`, la página es exactamente ésa, aunque no traiga ninguno: el filtro pudo cambiar desde que se abrió.

    Se avanza por número de concepto y no de página: quien contesta los de «sin contestar» los saca de la lista, y
    contando páginas se saltaría otros tantos. `filtros` agrega, por clave, su rótulo y sus números.
    """
    if len(conceptos) <= POR_TRAMO:
        return Tramo(conceptos)
    grupos = _grupos(conceptos, filtros)
    ver = consulta.get("ver", "") if consulta.get("ver", "") in grupos else TODOS
    elegidos = grupos[ver][1]
    lugar, pagina = _corte(elegidos, _entero(consulta.get("desde", "")))
    if "numeros" in consulta:
        vistos = leidos(consulta)
        pagina = [c for c in conceptos if c["numero"] in vistos]
        lugar = _lugar(elegidos, pagina[0]["numero"]) if pagina else lugar
    return Tramo(pagina, ver, _pagina(elegidos, lugar, pagina, ver), tuple(
        {"texto": rotulo, "url": direccion(clave), "activa": clave == ver, "cuenta": len(suyos)}
        for clave, (rotulo, suyos) in grupos.items()
    ))


def leidos(consulta: Mapping[str, str]) -> set[int]:
    """Los números que trae `numeros`; nada si no viene o no se entiende."""
    return {_entero(n) for n in consulta.get("numeros", "").split()[:POR_TRAMO]} - {0}


def direccion(ver: str = TODOS, desde: int = 0) -> str:
    """La parte de la dirección que lleva a ese filtro desde ese número."""
    pedido = {"ver": ver, "desde": desde or ""}
    return f"?{urlencode({clave: valor for clave, valor in pedido.items() if valor})}{FILAS}"


def pedida(consulta: Mapping[str, str]) -> str:
    """La dirección que dicen `ver` y `desde`; sin `desde`, donde se estaba."""
    desde = _entero(consulta.get("desde", "")) or min(leidos(consulta), default=0)
    return direccion(consulta.get("ver", ""), desde)


def _grupos(
    conceptos: list[dict[str, Any]], filtros: Mapping[str, Filtro]
) -> dict[str, tuple[str, list[dict[str, Any]]]]:
    con_falta = [c for c in conceptos if c["global"] not in SIN_FALTA]
    de_mas = {clave: (rotulo, [c for c in conceptos if c["numero"] in numeros])
              for clave, (rotulo, numeros) in filtros.items()}
    return {TODOS: ("Todos", conceptos), NO_CUMPLEN: ("No cumplen o les falta algo", con_falta), **de_mas}


def _corte(elegidos: list[dict[str, Any]], desde: int) -> tuple[int, list[dict[str, Any]]]:
    lugar = min(_lugar(elegidos, desde), max(0, len(elegidos) - 1))
    return lugar, elegidos[lugar:lugar + POR_TRAMO]


def _lugar(elegidos: list[dict[str, Any]], numero: int) -> int:
    return bisect_left(elegidos, numero, key=lambda c: c["numero"])


def _pagina(elegidos: list[dict[str, Any]], lugar: int, pagina: list[dict[str, Any]], ver: str) -> dict[str, Any]:
    sigue = _lugar(elegidos, pagina[-1]["numero"] + 1) if pagina else len(elegidos)
    return {
        "desde": lugar + 1 if pagina else 0, "hasta": max(sigue, lugar + 1), "total": len(elegidos),
        "anterior_url": direccion(ver, elegidos[max(0, lugar - POR_TRAMO)]["numero"]) if lugar else "",
        "siguiente_url": direccion(ver, elegidos[sigue]["numero"]) if sigue < len(elegidos) else "",
    }


def _entero(texto: str) -> int:
    return int(texto) if texto.isdecimal() and len(texto) < 7 else 0
