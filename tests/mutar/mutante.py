"""Un mutante: el producto con un solo daño."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Mutante:
    """Un daño: en `archivo`, los caracteres de `desde` a `hasta` cambian por `nuevo`."""

    clave: str
    archivo: str
    linea: int
    operador: str
    desde: int
    hasta: int
    nuevo: str
    en_funcion: bool

    def aplicar(self, texto: str) -> str:
        """El archivo entero con el daño puesto."""
        return texto[: self.desde] + self.nuevo + texto[self.hasta :]

    def como_dato(self) -> dict[str, Any]:
        return asdict(self)

    def cambio(self, texto: str) -> tuple[str, str]:
        """Los renglones que toca, antes y después, sin sangría y en uno."""
        inicio = texto.rfind("\n", 0, self.desde) + 1
        fin = texto.find("\n", self.hasta)
        fin = len(texto) if fin < 0 else fin
        despues = texto[inicio : self.desde] + self.nuevo + texto[self.hasta : fin]
        return " ".join(texto[inicio:fin].split()), " ".join(despues.split())
