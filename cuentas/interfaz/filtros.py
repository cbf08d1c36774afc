"""Lo que se pide ver de una lista, campo por campo, tal como viaja en la dirección."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.http import urlencode


@dataclass(frozen=True)
class DeLaDireccion:
    """Base de los filtros de una lista: cada campo es texto, y vacío no filtra."""

    def pedidos(self, **cambios: str) -> dict[str, str]:
        """Los que traen algo, con esos cambios."""
        return {campo: valor for campo, valor in {**vars(self), **cambios}.items() if valor}

    def direccion(self, **cambios: str) -> str:
        """La misma lista con otros valores, para un vínculo."""
        return "?" + urlencode(self.pedidos(**cambios))


def limpio(texto: str, largo: int) -> str:
    """Lo tecleado, sin orillas ni nulos y recortado."""
    return texto.replace("\0", "").strip()[:largo]
