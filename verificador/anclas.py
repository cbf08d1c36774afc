"""El ancla: lo que el sello firma cada tanto de la bitácora. Su forma, su huella y cómo se lee; sin juzgar la firma."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from verificador.arbol import Arbol
from verificador.cadena import ORIGEN, canonico

FORMATO = "ancla-de-bitacora/1"
CAMPOS = ("numero", "n", "eslabon", "raiz", "frontera", "anterior", "en")
HUELLA = re.compile(r"[0-9a-f]{64}")


class AnclaIlegible(ValueError):
    """Lo que se leyó no es un ancla, o sus partes no casan entre sí; el texto dice por qué."""


@dataclass(frozen=True)
class Ancla:
    """Que tras el evento `n` el eslabón y la raíz eran ésos; `anterior` es la huella del ancla que le precede.

    `en`: momento UTC en ISO 8601. `frontera`: los picos del árbol, de los que sigue el cálculo de la siguiente raíz.
    `cms`: el contenido firmado por el sello, con su estampa; vacío mientras no se firma.
    """

    numero: int
    n: int
    eslabon: str
    raiz: str
    frontera: tuple[str, ...]
    anterior: str
    en: str
    cms: bytes = field(default=b"", compare=False, repr=False)

    @property
    def contenido(self) -> bytes:
        """Los bytes que se firman: JSON canónico (RFC 8785)."""
        datos: dict[str, Any] = {campo: getattr(self, campo) for campo in CAMPOS}
        return canonico({**datos, "formato": FORMATO, "frontera": list(self.frontera)})

    @property
    def rotulo(self) -> str:
        return f"ancla {self.numero}"

    @property
    def huella(self) -> str:
        """SHA-256 hexadecimal del contenido: lo que la siguiente ancla cita."""
        return sha256(self.contenido).hexdigest()


def leer(datos: Any, cms: bytes = b"") -> Ancla:
    """El ancla de un objeto JSON. `AnclaIlegible` si no tiene su forma o su frontera no da su raíz."""
    if not isinstance(datos, Mapping) or datos.get("formato") != FORMATO or set(datos) != {*CAMPOS, "formato"}:
        raise AnclaIlegible(f"No es un ancla de la bitácora ({FORMATO}).")
    if not isinstance(datos["frontera"], list) or not es_momento(datos["en"]):
        raise AnclaIlegible("El ancla no dice su frontera o su hora.")
    ancla = Ancla(**{campo: datos[campo] for campo in CAMPOS} | {"frontera": tuple(datos["frontera"])}, cms=cms)
    if not all(type(numero) is int and numero > 0 for numero in (ancla.numero, ancla.n)):
        raise AnclaIlegible("El ancla no dice a qué evento llega.")
    huellas = (ancla.eslabon, ancla.raiz, ancla.anterior, *ancla.frontera)
    if not all(isinstance(huella, str) and HUELLA.fullmatch(huella) for huella in huellas):
        raise AnclaIlegible(f"El ancla {ancla.numero} trae una huella que no es SHA-256.")
    try:
        raiz = Arbol(ancla.n, ancla.frontera).raiz
    except ValueError as error:
        raise AnclaIlegible(f"El ancla {ancla.numero}: {error}") from error
    if raiz != ancla.raiz:
        raise AnclaIlegible(f"La raíz del ancla {ancla.numero} no sale de su frontera.")
    return ancla


def es_momento(en: Any) -> bool:
    """Si es un momento ISO 8601 con zona."""
    try:
        return isinstance(en, str) and datetime.fromisoformat(en).tzinfo is not None
    except ValueError:
        return False


def siguiente(anterior: Ancla | None, arbol: Arbol, eslabon: str, en: str) -> Ancla:
    """El ancla que sigue, aún sin firmar, con el árbol ya crecido hasta su último evento."""
    return Ancla(
        numero=anterior.numero + 1 if anterior else 1, n=arbol.n, eslabon=eslabon, raiz=arbol.raiz,
        frontera=tuple(arbol.frontera), anterior=anterior.huella if anterior else ORIGEN, en=en,
    )
