"""Contratos publicados con el estándar OCDS 1.1 (Open Contracting Data Standard), en JSON.

Lee un paquete de entregas (`releases`), uno de registros (`records`) o una entrega suelta. De cada proceso toma sus
`contracts`; lo que un contrato no dice, lo dice su `award`. Si sólo hay `awards`, cada uno vale por su contrato. De
varias entregas del mismo proceso vale, por contrato, la más reciente.
Fuente: https://standard.open-contracting.org/1.1/es/schema/reference/
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from archivos.columnas import Columna, ErrorDeEntrada, Leido, entender, que_sea
from cuentas.reloj import HERMOSILLO
from indicadores.contratos.lectura import (
    LARGO_DE_OBJETO,
    LARGO_DE_PROVEEDOR,
    Lectura,
    columnas,
    con_topes,
    renglon_de,
)
from indicadores.pasado.tabla import limpia
from indicadores.pasado.valores import en_centavos

NO_ES = "no es un JSON de OCDS: debe traer «releases» o «records»"
SIN_EFECTO = {"cancelled", "unsuccessful", "pending"}
TOPE = Decimal(10) ** 14
Objeto = dict[str, Any]


def leer_ocds(contenido: bytes, hoy: date) -> Lectura:
    """Los contratos del archivo y todos sus errores; la fila de cada uno es su lugar entre los del archivo."""
    lectura = Lectura()
    try:
        leido = json.loads(contenido.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_rechazar)
        entregas = list(_entregas(leido))
        if not all(isinstance(entrega, dict) for entrega in entregas):
            raise ValueError(NO_ES)
    except (ValueError, RecursionError, TypeError, AttributeError):
        lectura.errores.append(ErrorDeEntrada(1, "1", NO_ES))
        return lectura
    hallados: dict[str, tuple[int, Objeto, Objeto, Objeto]] = {}
    for entrega in sorted(entregas, key=lambda e: _texto(e.get("date"))):
        for contrato, premio in _contratos(entrega):
            identidad = f"ocds|{_texto(entrega.get('ocid'))}|{_texto(contrato.get('id'))}"[:250]
            fila = hallados[identidad][0] if identidad in hallados else len(hallados) + 1
            hallados[identidad] = (fila, entrega, contrato, premio)
    sin_efecto, de_ocds = 0, _columnas(hoy)
    for identidad, (fila, entrega, contrato, premio) in hallados.items():
        if _texto(contrato.get("status")) in SIN_EFECTO:
            sin_efecto += 1
            continue
        leido = _leido(fila, entrega, contrato, premio, de_ocds)
        lectura.errores += leido.errores
        lectura.renglones += [] if leido.errores else [renglon_de(leido, identidad)]
    if sin_efecto:
        lectura.avisos.append(f"No se importan {sin_efecto} que el archivo dice cancelados, pendientes o sin éxito.")
    return con_topes(lectura)


def _rechazar(texto: str) -> Any:
    raise ValueError(texto)


def _entregas(leido: Any) -> Iterator[Objeto]:
    """Las entregas, vengan como vengan. `ValueError` si no es OCDS."""
    if isinstance(leido, list):
        for uno in leido:
            yield from _entregas(uno)
    elif "records" in leido:
        for registro in _lista(leido, "records"):
            compilada = registro.get("compiledRelease")
            # En un registro las entregas pueden ser sólo vínculos; entonces basta la compilada.
            yield from [compilada] if compilada else [e for e in _lista(registro, "releases") if "ocid" in e]
    elif "releases" in leido:
        yield from _lista(leido, "releases")
    elif "ocid" in leido:
        yield leido
    else:
        raise ValueError(NO_ES)


def _contratos(entrega: Objeto) -> Iterator[tuple[Objeto, Objeto]]:
    """Cada contrato con su adjudicación; sin contratos, cada adjudicación por sí misma."""
    premios = {_texto(p.get("id")): p for p in _lista(entrega, "awards")}
    contratos = _lista(entrega, "contracts")
    for contrato in contratos:
        yield contrato, premios.get(_texto(contrato.get("awardID")), {})
    if not contratos:
        for premio in premios.values():
            yield premio, premio


def _columnas(hoy: date) -> list[Columna]:
    """Las del CSV, con el nombre que el estándar da a la fecha de firma y la moneda del importe."""
    propias: dict[str, Objeto] = {
        "fecha": {"titulo": "dateSigned", "falta": "cuándo se firmó (dateSigned o award.date)"},
        "importe": {"leer": que_sea(_pesos, "un importe en pesos (MXN)")},
    }
    return [replace(columna, **propias.get(columna.nombre, {})) for columna in columnas(hoy)]


def _leido(fila: int, entrega: Objeto, contrato: Objeto, premio: Objeto, de_ocds: list[Columna]) -> Leido:
    licitacion = _objeto(entrega, "tender")
    objetos = [_texto(de.get(campo)) for de in (contrato, premio, licitacion) for campo in ("title", "description")]
    partidas = "; ".join(_texto(i.get("description")) for i in _lista(contrato, "items") or _lista(premio, "items"))
    objeto = " — ".join(dict.fromkeys(filter(None, [*objetos[:2], partidas]))) or next(filter(None, objetos), "")
    periodo = _objeto(contrato, "period") or _objeto(contrato, "contractPeriod") or _objeto(premio, "contractPeriod")
    valor = _objeto(contrato, "value") or _objeto(premio, "value")
    return entender(fila, {
        "numero": _texto(contrato.get("id")), "ente": _comprador(entrega), "objeto": objeto[: LARGO_DE_OBJETO],
        "proveedor": ", ".join(_texto(p.get("name")) for p in _lista(premio, "suppliers"))[: LARGO_DE_PROVEEDOR],
        "fecha": _dia(contrato.get("dateSigned") or contrato.get("date") or premio.get("date")),
        "termina": _dia(periodo.get("endDate")),
        "importe": "" if valor.get("amount") is None else _con_moneda(valor["amount"], valor.get("currency", "MXN")),
    }, de_ocds)


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


def _pesos(texto: str) -> Decimal | None:
    """Otra moneda no se convierte."""
    cantidad, _, moneda = texto.rpartition(" ")
    importe = _numero(cantidad)
    return importe if moneda == "MXN" and importe is not None and 0 <= importe < TOPE else None


def _numero(cantidad: str) -> Decimal | None:
    """En centavos; None si no es un número o ni siquiera cabe en uno."""
    try:
        leido = Decimal(cantidad)
        return en_centavos(leido) if leido.is_finite() else None
    except InvalidOperation:
        return None


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
