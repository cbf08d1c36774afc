"""Lo que el verificador responde: cinco veredictos y un motivo en español, y cómo le dice una hora a una persona."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

VALIDA = "valida"
INVALIDA = "invalida"
INCOMPLETA = "incompleta"
SIN_FIRMA = "sin_firma"
NO_REVISADA = "no_revisada"
VEREDICTOS = (VALIDA, INVALIDA, INCOMPLETA, SIN_FIRMA, NO_REVISADA)
SONORA = timezone(timedelta(hours=-7))


class Rechazo(Exception):
    """El archivo no puede darse por válido; el texto del error es el motivo que se muestra."""


class Excedido(Exception):
    """El archivo no cabe en lo que aquí se revisa: no se dice que sea falso. El texto del error es el motivo."""


class RaicesInservibles(Exception):
    """La carpeta de confianza no existe, está vacía o trae algo ilegible; el texto lo explica."""


@dataclass(frozen=True)
class Dictado:
    """Veredicto (uno de VEREDICTOS) y motivo de un archivo."""

    veredicto: str
    motivo: str

    @property
    def es_valida(self) -> bool:
        """Cierto sólo si todo lo exigido se cumplió."""
        return self.veredicto == VALIDA

    def como_dict(self, archivo: str) -> dict[str, str]:
        """El objeto JSON que se publica: archivo, veredicto y motivo."""
        return {"archivo": archivo, "veredicto": self.veredicto, "motivo": self.motivo}


def en_sonora(momento: datetime) -> str:
    """Día y hora de Sonora, que no cambia en verano, de un momento con zona."""
    return f"{momento.astimezone(SONORA):%Y-%m-%d %H:%M} (hora de Sonora)"
