"""En qué formas asomaría un secreto: en crudo, en hexadecimal, en base64 (con sus tres desfases) o para una dirección."""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import quote_from_bytes

TROZO, SALTO = 24, 48


def formas(secreto: bytes) -> set[bytes]:
    """Trozos del secreto en cada forma: con que uno aparezca, se escapó."""
    return {forma for trozo in _trozos(secreto) for forma in _de_un_trozo(trozo) if len(forma) >= 8}


def _trozos(secreto: bytes) -> list[bytes]:
    hasta = max(len(secreto) - TROZO, 0)
    return [secreto[desde : desde + TROZO] for desde in sorted({*range(0, hasta + 1, SALTO), hasta})]


def _de_un_trozo(trozo: bytes) -> set[bytes]:
    base64 = set()
    for desfase in range(3):
        # Sólo los signos que dependen por completo del trozo, sea lo que sea lo de antes y lo de después.
        entero = b64encode(b"\0" * desfase + trozo)[(4 if desfase else 0) : (desfase + len(trozo)) // 3 * 4]
        base64 |= {entero, entero.replace(b"+", b"-").replace(b"/", b"_"), quote_from_bytes(entero, safe="").encode()}
    crudo = quote_from_bytes(trozo, safe="").encode()
    return {trozo, trozo.hex().encode(), trozo.hex().upper().encode(), crudo, crudo.lower(), *base64}
