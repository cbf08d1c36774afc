"""De los bytes de un JSON de OCDS a los textos de cada contrato. Sin base y sin Django: corre en el obrero.

Se lee entrega por entrega, y de cada una queda sólo lo que se importa: el árbol entero de un archivo de 20 MB ocupa
trescientos.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from indicadores.ajeno.tabla import limpia

NO_ES = "no es un JSON de OCDS: debe traer «releases» o «records»"
LARGO_DE_OBJETO, LARGO_DE_PROVEEDOR = 2000, 250
HERMOSILLO = ZoneInfo("America/Hermosillo")
BLANCOS = re.compile(r"[ \t\r\n]*")
Objeto = dict[str, Any]
Crudo = dict[str, str]


class NoEsOcds(ValueError):
    """El archivo no es un JSON de OCDS."""


def crudos_de(contenido: bytes) -> list[Crudo]:
    """Los textos de cada contrato, por su `identidad` y en el orden de sus fechas; vale la entrega más reciente.

    Lanza `NoEsOcds`.
    """
    try:
        hallados = _Lector(contenido.decode("utf-8-sig")).hallados()
    except (ValueError, RecursionError, TypeError, AttributeError, IndexError) as error:
        raise NoEsOcds(NO_ES) from error
    ultimos: dict[str, Crudo] = {}
    for _, crudo in sorted(hallados, key=lambda par: par[0]):
        ultimos[crudo["identidad"]] = crudo  # el lugar de quien ya estaba se conserva
    return list(ultimos.values())


class _Lector:
    """Un texto JSON del que se decodifica una entrega a la vez."""

    def __init__(self, texto: str) -> None:
        self._texto, self._lugar = texto, 0
        self._decodificador = json.JSONDecoder(parse_float=Decimal, parse_constant=_rechazar)

    def hallados(self) -> list[tuple[str, Crudo]]:
        """La fecha de su entrega y los textos de cada contrato, en el orden del archivo."""
        hallados = self._paquete() if self._sigue() == "{" else self._paquetes()
        if self._sigue():
            raise ValueError(NO_ES)
        return hallados

    def _paquetes(self) -> list[tuple[str, Crudo]]:
        hallados: list[tuple[str, Crudo]] = []
        self._cada(lambda: hallados.extend(self._paquete()))
        return hallados

    def _paquete(self) -> list[tuple[str, Crudo]]:
        """Un paquete o una entrega suelta."""
        suelta: Objeto = {}
        en_lista: dict[str, list[tuple[str, Crudo]]] = {}
        self._exigir("{")
        while self._sigue() != "}":
            if not isinstance(llave := self._valor(), str):
                raise ValueError(NO_ES)
            self._exigir(":")
            if llave in DE_PAQUETE:
                en_lista[llave] = self._entregas(DE_PAQUETE[llave])
            else:
                suelta[llave] = self._valor()
            self._coma("}")
        self._exigir("}")
        if en_lista:
            return en_lista.get("records", en_lista.get("releases", []))
        if "ocid" not in suelta:
            raise ValueError(NO_ES)
        return list(_de_entrega(suelta))

    def _entregas(self, de: Callable[[Objeto], Iterator[Objeto]]) -> list[tuple[str, Crudo]]:
        hallados: list[tuple[str, Crudo]] = []

        def una() -> None:
            leida = self._valor()
            if isinstance(leida, dict):
                hallados.extend(par for entrega in de(leida) for par in _de_entrega(entrega))

        if self._sigue() == "[":
            self._cada(una)
        else:
            self._valor()
        return hallados

    def _cada(self, leer: Callable[[], None]) -> None:
        self._exigir("[")
        while self._sigue() != "]":
            leer()
            self._coma("]")
        self._exigir("]")

    def _coma(self, fin: str) -> None:
        if self._sigue() != fin:
            self._exigir(",")
            if self._sigue() == fin:
                raise ValueError(NO_ES)

    def _valor(self) -> Any:
        self._sigue()
        valor, self._lugar = self._decodificador.raw_decode(self._texto, self._lugar)
        return valor

    def _sigue(self) -> str:
        """El siguiente carácter que no es espacio, sin tomarlo; «» al final."""
        blancos = BLANCOS.match(self._texto, self._lugar)
        self._lugar = blancos.end() if blancos else self._lugar
        return self._texto[self._lugar : self._lugar + 1]

    def _exigir(self, signo: str) -> None:
        if self._sigue() != signo:
            raise ValueError(NO_ES)
        self._lugar += 1


def _rechazar(texto: str) -> Any:
    raise ValueError(texto)


def _de_registro(registro: Objeto) -> Iterator[Objeto]:
    """Las entregas de un registro, que pueden ser sólo vínculos; entonces basta la compilada."""
    compilada = registro.get("compiledRelease")
    if compilada and not isinstance(compilada, dict):
        raise ValueError(NO_ES)
    yield from [compilada] if compilada else [e for e in _lista(registro, "releases") if "ocid" in e]


DE_PAQUETE: dict[str, Callable[[Objeto], Iterator[Objeto]]] = {
    "records": _de_registro, "releases": lambda entrega: iter([entrega]),
}


def _de_entrega(entrega: Objeto) -> Iterator[tuple[str, Crudo]]:
    for contrato, premio in _contratos(entrega):
        identidad = f"ocds|{_texto(entrega.get('ocid'))}|{_texto(contrato.get('id'))}"[:250]
        propios = {"identidad": identidad, "estado": _texto(contrato.get("status"))}
        yield _texto(entrega.get("date")), propios | _textos(entrega, contrato, premio)


def _contratos(entrega: Objeto) -> Iterator[tuple[Objeto, Objeto]]:
    """Cada contrato con su adjudicación; sin contratos, cada adjudicación por sí misma."""
    premios = {_texto(p.get("id")): p for p in _lista(entrega, "awards")}
    contratos = _lista(entrega, "contracts")
    for contrato in contratos:
        yield contrato, premios.get(_texto(contrato.get("awardID")), {})
    if not contratos:
        for premio in premios.values():
            yield premio, premio


def _textos(entrega: Objeto, contrato: Objeto, premio: Objeto) -> Crudo:
    licitacion = _objeto(entrega, "tender")
    objetos = [_texto(de.get(campo)) for de in (contrato, premio, licitacion) for campo in ("title", "description")]
    partidas = "; ".join(_texto(i.get("description")) for i in _lista(contrato, "items") or _lista(premio, "items"))
    objeto = " — ".join(dict.fromkeys(filter(None, [*objetos[:2], partidas]))) or next(filter(None, objetos), "")
    periodo = _objeto(contrato, "period") or _objeto(contrato, "contractPeriod") or _objeto(premio, "contractPeriod")
    valor = _objeto(contrato, "value") or _objeto(premio, "value")
    return {
        "numero": _texto(contrato.get("id")), "ente": _comprador(entrega), "objeto": objeto[: LARGO_DE_OBJETO],
        "proveedor": ", ".join(_texto(p.get("name")) for p in _lista(premio, "suppliers"))[: LARGO_DE_PROVEEDOR],
        "fecha": _dia(contrato.get("dateSigned") or contrato.get("date") or premio.get("date")),
        "termina": _dia(periodo.get("endDate")),
        "importe": "" if valor.get("amount") is None else _con_moneda(valor["amount"], valor.get("currency", "MXN")),
    }


def _comprador(entrega: Objeto) -> str:
    """`buyer`; si no, la parte con papel de compradora; si no, quien convoca."""
    partes = _lista(entrega, "parties")
    nombres = [_objeto(entrega, "buyer").get("name")]
    nombres += [p.get("name") for papel in ("buyer", "procuringEntity") for p in partes if papel in _roles(p)]
    return next(filter(None, map(_texto, nombres)), "")


def _roles(parte: Objeto) -> list[Any]:
    roles = parte.get("roles")
    return roles if isinstance(roles, list) else []


def _con_moneda(cantidad: Any, moneda: Any) -> str:
    escrito = str(cantidad) if isinstance(cantidad, (int, Decimal)) else _texto(cantidad)
    return f"{escrito} {_texto(moneda)[:10]}"


def _dia(momento: Any) -> str:
    """El día en Hermosillo de una fecha ISO 8601, «» si no es una; la medianoche en punto vale como está escrita."""
    try:
        if len(momento) == 10:
            return date.fromisoformat(momento).isoformat()
        leido = datetime.fromisoformat(momento)
        es_hora = leido.tzinfo and leido.time() != time.min
        return (leido.astimezone(HERMOSILLO) if es_hora else leido).date().isoformat()
    except (TypeError, ValueError, OverflowError):  # «0001-01-01T00:00+14:00» no cabe en la hora de aquí
        return ""


def _texto(valor: Any) -> str:
    """Como quedaría en una celda: sin nulos ni medios caracteres, que la base no guarda."""
    return limpia(str(valor)) if isinstance(valor, (str, int)) and not isinstance(valor, bool) else ""


def _objeto(de: Objeto, campo: str) -> Objeto:
    valor = de.get(campo)
    return valor if isinstance(valor, dict) else {}


def _lista(de: Objeto, campo: str) -> list[Objeto]:
    valor = de.get(campo)
    return [uno for uno in valor if isinstance(uno, dict)] if isinstance(valor, list) else []
