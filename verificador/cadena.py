"""El eslabón de la bitácora: un solo cálculo, el mismo para quien escribe y para quien audita."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

import rfc8785

ORIGEN = "0" * 64
EXACTO = 2**53  # de ahí en adelante, RFC 8785 no escribe un entero como está
# Los mismos bytes que RFC 8785 mientras todo sea ASCII y sin números que cada quien escriba a su modo.
EN_C = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
# Fracción, exponente o más de 2^53. Un valor sigue a `":`; la hora de un texto (16:00:00.5), no.
NUMERO_DUDOSO = re.compile(r'(?:":|[\[,])-?\d(?:\d{15}|\d*[.eE])|NaN|Infinity')


def canonico(valor: Mapping[str, object]) -> bytes:
    """Un objeto en la forma canónica de RFC 8785 (JCS)."""
    texto = EN_C(valor)
    if texto.isascii() and not NUMERO_DUDOSO.search(texto):
        return texto.encode()
    return rfc8785.dumps(valor)  # type: ignore[arg-type]  # es JSON: un TypedDict no es para mypy un dict


def huella_de_datos(datos: dict[str, Any], sal: str) -> str:
    """SHA-256 hexadecimal de la sal y los datos en forma canónica (RFC 8785)."""
    return hashlib.sha256(bytes.fromhex(sal) + canonico(datos)).hexdigest()


def eslabon(
    *, n: int, en: str, actor: str, accion: str, objeto: str, huella: str, previo: str, formato: int = 1,
    clave: str | None = None,
) -> str:
    """SHA-256 hexadecimal del renglón `n` encadenado al `previo`.

    `en` es el momento UTC en ISO 8601 con microsegundos; `actor` y `objeto`, identificadores sin datos personales;
    `huella`, la de los datos con sal o, desde el formato 2, la raíz de sus hojas. Entonces entran también el formato y
    la clave de una sola vez. Forma canónica: RFC 8785 (JCS).
    """
    if formato > 1 and (llano := _llano(n, formato, clave, accion, actor, en, huella, objeto, previo)):
        return hashlib.sha256(llano).hexdigest()
    renglon: dict[str, Any] = {
        "n": n, "en": en, "actor": actor, "accion": accion, "objeto": objeto, "huella": huella, "previo": previo,
    }
    if formato > 1:
        renglon |= {"formato": formato, "clave": clave}
    texto = EN_C(renglon)
    return hashlib.sha256(texto.encode() if texto.isascii() else rfc8785.dumps(renglon)).hexdigest()


def _llano(n: int, formato: int, clave: str | None, *textos: str) -> bytes:
    """La forma canónica cuando nada hay que escapar, que es casi siempre y sale en la mitad del tiempo; vacía si no.

    Lo que no tiene el tipo que debe (un renglón hecho a mano) va por el camino largo.
    """
    try:
        junto = "".join(textos) + (clave or "")
    except TypeError:
        return b""
    if not (junto.isascii() and junto.isprintable()) or '"' in junto or "\\" in junto:
        return b""
    if type(n) is not int or type(formato) is not int or not 0 < n < EXACTO or type(clave) not in (str, type(None)):
        return b""
    accion, actor, en, huella, objeto, previo = textos
    dicha = "null" if clave is None else f'"{clave}"'
    return (
        f'{{"accion":"{accion}","actor":"{actor}","clave":{dicha},"en":"{en}","formato":{formato},"huella":"{huella}",'
        f'"n":{n},"objeto":"{objeto}","previo":"{previo}"}}'
    ).encode()
