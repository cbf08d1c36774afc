"""El dictamen en una línea: su sentido y la causa principal, para decidir qué abrir primero. Puro."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cuentas.interfaz.gramatica import CONDICION
from dictamenes.models.dictamen import FAVORABLES


def en_una_linea(titulo: str, sentidos: Sequence[tuple[str, Sequence[str]]], condiciones: int) -> str:
    """«Favorable con 2 condiciones»; «No favorable: no cumple el estándar aplicable (R01)».

    `titulo` es el del sentido global; `sentidos`, el de cada concepto con sus razones escritas.
    """
    a_favor = sum(sentido in FAVORABLES for sentido, _ in sentidos)
    dicho = f"{titulo}, {a_favor} de {len(sentidos)} conceptos" if 0 < a_favor < len(sentidos) else titulo
    if condiciones:
        cuantas = f"con {CONDICION.contado(condiciones)}"
        dicho = f"{dicho.removesuffix(' con condiciones')} {cuantas}"
    return f"{dicho}: {causa}" if (causa := _causa([r for _, razones in sentidos for r in razones])) else dicho


def _causa(razones: Sequence[str]) -> str:
    """La razón que más se repite; si hay otras distintas, cuántas."""
    if not razones:
        return ""
    cuentas = Counter(razones)
    principal = cuentas.most_common(1)[0][0]
    otras = len(cuentas) - 1
    mas = f" y {otras} {'razón' if otras == 1 else 'razones'} más" if otras else ""
    return principal[:1].lower() + principal[1:] + mas
