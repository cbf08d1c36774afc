"""La declaración de un origen nuevo: que la bitácora sigue desde antes de su última ancla, quién lo dijo y por qué.

Tras restaurar un respaldo, la historia que sigue no es la que se había anclado. No se tapa: dos personas lo declaran,
el sello lo firma citando al origen anterior, y sus anclas van en su propia carpeta. Las del anterior se conservan.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from verificador.anclas import HUELLA, AnclaIlegible, es_momento
from verificador.cadena import canonico

FORMATO = "origen-de-bitacora/1"
CAMPOS = ("origen", "anterior", "sigue", "propuso", "declaro", "n", "eslabon", "motivo", "en")
DE_ANCLA = {"numero", "n", "huella"}


@dataclass(frozen=True)
class Declaracion:
    """El origen número `origen` sigue al ancla `sigue` y deja atrás la historia que llegó al ancla `anterior`.

    Cada una, con su número, su evento y su huella; `sigue` con ceros si no quedó ninguna. `propuso` y `declaro` son las
    personas (`usuario:N`); `n` y `eslabon`, el evento con que se declaró en la cadena que sigue; `en`, UTC en ISO 8601.
    """

    origen: int
    anterior: Mapping[str, Any]
    sigue: Mapping[str, Any]
    propuso: str
    declaro: str
    n: int
    eslabon: str
    motivo: str
    en: str
    cms: bytes = field(default=b"", compare=False, repr=False)

    @property
    def contenido(self) -> bytes:
        """Los bytes que se firman: JSON canónico (RFC 8785)."""
        datos: dict[str, Any] = {campo: getattr(self, campo) for campo in CAMPOS}
        return canonico({**datos, "formato": FORMATO})

    @property
    def rotulo(self) -> str:
        return f"origen {self.origen}"


def leer(crudo: bytes, cms: bytes = b"") -> Declaracion:
    """La declaración de esos bytes JSON. `AnclaIlegible` si no tiene su forma."""
    try:
        datos = json.loads(crudo)
    except ValueError as error:
        raise AnclaIlegible("La declaración de origen no es JSON.") from error
    if not isinstance(datos, dict) or datos.get("formato") != FORMATO or set(datos) != {*CAMPOS, "formato"}:
        raise AnclaIlegible(f"No es una declaración de origen ({FORMATO}).")
    dicha = Declaracion(**{campo: datos[campo] for campo in CAMPOS}, cms=cms)
    numeros = (dicha.origen, dicha.n, *(a.get("numero") for a in (dicha.anterior, dicha.sigue)))
    huellas = (dicha.eslabon, *(a.get("huella") for a in (dicha.anterior, dicha.sigue)))
    if not (
        all(set(a) == DE_ANCLA for a in (dicha.anterior, dicha.sigue))
        and all(type(n) is int and n >= 0 for n in numeros) and dicha.origen >= 2
        and all(isinstance(h, str) and HUELLA.fullmatch(h) for h in huellas)
        and es_momento(dicha.en) and dicha.propuso != dicha.declaro and dicha.motivo
    ):
        raise AnclaIlegible("La declaración de origen trae datos que no son los suyos.")
    return dicha
