"""El que abre una tabla o un JSON ajenos: un hijo encerrado por archivo (verificador/vivero.py). Sin Django."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from indicadores.ajeno import ocds, tabla
from verificador.vivero import PRESUPUESTO, Labor, Limites, Pedido, atender


def partir(contenido: bytes) -> dict[str, Any]:
    """Las filas de un CSV cualquiera y cómo se leyó, o el `motivo` por el que no."""
    try:
        leida = tabla.de_csv(contenido)
    except tabla.NoEsTabla as motivo:
        return {"motivo": str(motivo)}
    return {"filas": leida.filas, "codificacion": leida.codificacion, "separador": leida.separador}


def contratos(contenido: bytes) -> dict[str, Any]:
    """Los textos de cada contrato de un JSON de OCDS, o el `motivo` por el que no se leyó."""
    try:
        return {"contratos": ocds.crudos_de(contenido)}
    except ocds.NoEsOcds as motivo:
        return {"motivo": str(motivo)}


LABORES: dict[str, Callable[[bytes], dict[str, Any]]] = {"tabla": partir, "contratos": contratos}


def preparar(pedido: Pedido) -> tuple[Limites, Labor]:
    """La labor pedida, dentro del presupuesto de todas."""
    return PRESUPUESTO, partial(_hacer, LABORES[pedido["labor"]])


def _hacer(labor: Callable[[bytes], dict[str, Any]], contenido: bytes) -> bytes:
    return json.dumps(labor(contenido)).encode("ascii")


if __name__ == "__main__":
    atender(preparar)
