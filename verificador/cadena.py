"""El eslabón de la bitácora: un solo cálculo, el mismo para quien escribe y para quien audita."""

from __future__ import annotations

import hashlib
from typing import Any

import rfc8785

ORIGEN = "0" * 64


def huella_de_datos(datos: dict[str, Any], sal: str) -> str:
    """SHA-256 hexadecimal de la sal y los datos en forma canónica (RFC 8785)."""
    return hashlib.sha256(bytes.fromhex(sal) + rfc8785.dumps(datos)).hexdigest()


def eslabon(*, n: int, en: str, actor: str, accion: str, objeto: str, huella: str, previo: str) -> str:
    """SHA-256 hexadecimal del renglón `n` encadenado al `previo`.

    `en` es el momento UTC en ISO 8601 con microsegundos; `actor` y `objeto`, identificadores sin datos personales;
    `huella`, la de los datos con sal. Forma canónica: RFC 8785 (JCS).
    """
    renglon: dict[str, Any] = {"n": n, "en": en, "actor": actor, "accion": accion, "objeto": objeto}
    renglon |= {"huella": huella, "previo": previo}
    return hashlib.sha256(rfc8785.dumps(renglon)).hexdigest()
