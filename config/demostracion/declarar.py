"""Lo que un ente declararía de cada concepto: casi siempre cumple, a veces rebasa y lo justifica, a veces no cumple."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

from estandares.models import Perfil, Requisito

JUSTIFICACION = "El puesto procesa cartografía y bases de más de 200 mil registros; con menos capacidad se detiene."


def declarar(perfil: Perfil, azar: Random) -> dict[str, Any]:
    """Atributos declarados para un perfil."""
    requisitos = list(perfil.requisitos.all())
    declarado = {r.atributo: {"valor": _que_cumple(r), "unidad": r.unidad} for r in requisitos if r.operador != "info"}
    suerte = azar.random()
    con_tope = [r for r in requisitos if r.operador == "between" and r.nivel == "obligatorio" and not r.grupo]
    con_piso = [r for r in requisitos if r.operador == "gte" and r.nivel == "obligatorio" and _es_numero(r.valor)
                and not r.grupo]
    if suerte < 0.22 and con_tope:
        tope = azar.choice(con_tope)
        declarado[tope.atributo] |= {"valor": _doble(tope.valor.split("..")[1]), "justificacion": JUSTIFICACION}
    elif suerte < 0.34 and con_piso:
        piso = azar.choice(con_piso)
        declarado[piso.atributo] |= {"valor": _mitad(piso.valor)}
    return declarado


def _que_cumple(requisito: Requisito) -> Any:
    if requisito.operador == "between":
        return requisito.valor.split("..")[0]
    if requisito.operador == "in":
        return requisito.valor.split("|")[0]
    if requisito.operador == "contains_all":
        return requisito.valor.replace("|", ", ")
    return {"must": "sí", "must_not": "no"}.get(requisito.operador, requisito.valor)


def _es_numero(texto: str) -> bool:
    return texto.replace(".", "", 1).isdigit()


def _doble(texto: str) -> str:
    return str(Decimal(texto) * 2)


def _mitad(texto: str) -> str:
    return str(Decimal(texto) / 2)
