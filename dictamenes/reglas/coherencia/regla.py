"""La forma de un renglón de la tabla."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from .caso import Caso


class Severidad(StrEnum):
    """Qué hace un hallazgo: impide el acto, deja darlo con una razón escrita, o sólo se dice."""

    IMPIDE = "impide"
    PIDE_RAZON = "pide_razon"
    AVISA = "avisa"

    @property
    def texto(self) -> str:
        return {"impide": "Impide", "pide_razon": "Pide razón", "avisa": "Aviso"}[self.value]


@dataclass(frozen=True)
class Senal:
    """Dónde («concepto-3», «area-redes», «condicion-1», «criterio-costo» o una parte), qué pasa y en qué columna.

    `razon`, si la regla encuentra ahí mismo la que pedía.
    """

    donde: str
    frase: str
    campo: str = ""
    razon: str = ""


@dataclass(frozen=True)
class Regla:
    """Un renglón: en qué momentos se mira, qué hace, por qué existe y, si pide razón, cuál.

    `es_falta`: lo que apenas no se ha escrito; mientras se escribe no se reclama. `de_tipo`, si sólo mira uno.
    `en_su_lugar`: su razón se escribe en el concepto mismo y se imprime; no basta una aclaración.
    """

    clave: str
    severidad: Severidad
    momentos: tuple[str, ...]
    razon: str
    juzga: Callable[[Caso], Iterator[Senal]]
    pide: str = ""
    es_falta: bool = False
    de_tipo: str = ""
    en_su_lugar: bool = False

    def viene_al_caso(self, tipo: str) -> bool:
        """Si puede señalar algo en una solicitud de ese tipo."""
        return self.de_tipo in ("", tipo)
