"""Lo que dice el código impreso en cada hoja: de qué documento es, cuál hoja y de qué datos. Va en dos lugares."""

from __future__ import annotations

import re
from typing import NamedTuple

ARRIBA, ABAJO = "A", "B"  # en el margen izquierdo y en el derecho
CIFRAS = 12
ZONA = "firma-autografa"  # el destino con nombre del original donde se firma
_LEIDO = re.compile(r"D3([AB]):([0-9A-Z $%*+./-]{1,60}):([0-9]{1,4})/([0-9]{1,4}):([0-9A-F]{12})")
_NO_CABE = re.compile(r"[^0-9A-Z $%*+./-]")  # fuera de lo que un QR guarda compacto, que cabe más grande


class Codigo(NamedTuple):
    """Una hoja: el folio, su número, cuántas son y las primeras cifras del SHA-256 de los datos congelados."""

    folio: str
    hoja: int
    total: int
    huella: str

    def texto(self, esquina: str) -> str:
        """Lo que se imprime en esa esquina."""
        return f"D3{esquina}:{folio_impreso(self.folio)}:{self.hoja}/{self.total}:{self.huella[:CIFRAS].upper()}"

    def mismo_documento(self, otro: Codigo) -> bool:
        return (self.folio, self.total, self.huella) == (otro.folio, otro.total, otro.huella)


def folio_impreso(folio: str) -> str:
    """El folio como cabe en el código: en mayúsculas y sin lo que no se imprime."""
    return _NO_CABE.sub("-", folio.upper())[:60]


def leido(texto: str) -> tuple[str, Codigo] | None:
    """La esquina y lo que dice un código de los nuestros; None si es de otra cosa."""
    casa = _LEIDO.fullmatch(texto)
    return (casa[1], Codigo(casa[2], int(casa[3]), int(casa[4]), casa[5])) if casa else None
