"""Lo que se pide ver de una lista, campo por campo, tal como viaja en la dirección: lo que no se entiende se ignora."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any, Self

from django.utils.http import urlencode

from cuentas.interfaz.paginas import Tramo

LARGO = 200
AL_PRINCIPIO = {"despues": "", "antes": ""}


def limpio(texto: str) -> str:
    """Lo tecleado, sin orillas ni nulos y recortado."""
    return texto.replace("\0", "").strip()[:LARGO]


def entero(texto: str, cifras: int = 17) -> int | None:
    """El número que trae la dirección; None si no lo es o no cabe (en la base, si no se dice cuántas cifras)."""
    return int(texto) if texto.isascii() and texto.isdigit() and len(texto) <= cifras else None


def momento(texto: str) -> datetime | None:
    """El momento que trae la dirección, en UTC; None si no lo es, no dice su huso o no cabe."""
    try:
        leido = datetime.fromisoformat(texto)
        return leido.astimezone(UTC) if leido.tzinfo else None
    except (ValueError, OverflowError):
        return None


def uno_de(claves: Container[str], si_no: str = "") -> Any:
    """Un filtro que se elige."""
    return field(default=si_no, metadata={"leer": lambda valor: valor if valor in claves else si_no})


def que(cumpla: Callable[[str], object]) -> Any:
    """Un filtro que sólo vale si cumple."""
    return field(default="", metadata={"leer": lambda valor: valor if cumpla(valor) else ""})


def es_entero(valor: str) -> bool:
    """Si es un número que cabe en la base."""
    return entero(valor) is not None


def es_anio(valor: str) -> bool:
    """Si es un año de este siglo."""
    return (entero(valor, 4) or 0) >= 2000


@dataclass(frozen=True)
class DeLaDireccion:
    """Base de los filtros de una lista: cada campo es texto tecleado o dice cómo se lee; vacío no filtra."""

    @classmethod
    def de(cls, consulta: Mapping[str, str]) -> Self:
        return cls(**{c.name: c.metadata.get("leer", limpio)(consulta.get(c.name, "")) for c in fields(cls)})

    @property
    def filtran(self) -> dict[str, str]:
        """Los pedidos, sin la página."""
        return self.pedidos(**AL_PRINCIPIO)

    def pedidos(self, **cambios: str) -> dict[str, str]:
        """Los que traen algo, con esos cambios."""
        return {campo: valor for campo, valor in {**vars(self), **cambios}.items() if valor}

    def direccion(self, **cambios: str) -> str:
        """La misma lista con otros valores, para un vínculo."""
        return "?" + urlencode(self.pedidos(**cambios))


@dataclass(frozen=True)
class PorLlave(DeLaDireccion):
    """Además, la llave desde la que sigue la página: después de ella o antes."""

    despues: str = ""
    antes: str = ""

    def pagina(self, tramo: Tramo[Any]) -> dict[str, str]:
        """A dónde llevan «Anteriores» y «Siguientes»; vacío si no hay."""
        anterior, siguiente = self._desde(antes=tramo.anterior), self._desde(despues=tramo.siguiente)
        return {"anterior_url": anterior, "siguiente_url": siguiente}

    def _desde(self, **llave: str) -> str:
        return self.direccion(**AL_PRINCIPIO | llave) if any(llave.values()) else ""
