"""El caso entero, como dato: lo que cada quien dijo de cada cosa. Nada de aquí lee la base ni el reloj.

Los nombres son los del JSON de `manage.py coherencia` (docs/formato_coherencia.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from dictamenes.models.catalogos import Tipo
from dictamenes.models.dictamen import Sentido
from dictamenes.models.revision import Postura, PosturaDeArea

OPINION, PROPUESTA, FIRMA = "opinion", "propuesta", "firma"
PREVENCION, CERTIFICACION = "prevencion", "certificacion"
MOMENTOS = (OPINION, PROPUESTA, FIRMA, PREVENCION, CERTIFICACION)
MIXTA = PosturaDeArea.MIXTA.value
SENTIDOS, POSTURAS = tuple(Sentido.values), tuple(Postura.values)
RESULTADOS = ("cumple", "no_cumple", "no_aplica")
# Qué admite un texto que no es libre; vacío es que no se ha dicho.
UNO_DE = "uno_de"


@dataclass(frozen=True)
class Clausula:
    """Una cláusula obligatoria que lo declarado no cumple; `exceptuada`, si su excepción está otorgada."""

    clave: str
    texto: str = ""
    exceptuada: bool = False


@dataclass(frozen=True)
class Concepto:
    """Un concepto: lo que se pide (`importe`, sin IVA) y lo que se resuelve (`dictaminado`, a favor)."""

    numero: int
    sentido: str = field(default="", metadata={UNO_DE: SENTIDOS})
    razones: tuple[str, ...] = ()
    corregir: str = ""
    motivo: str = ""
    importe: Decimal | None = None
    dictaminado: Decimal | None = None
    incumple: tuple[Clausula, ...] = ()


@dataclass(frozen=True)
class Criterio:
    """Un criterio contestado."""

    clave: str
    nombre: str = ""
    resultado: str = field(default="", metadata={UNO_DE: RESULTADOS})
    razon: str = ""


@dataclass(frozen=True)
class Opinion:
    """Lo que un área dijo de un concepto."""

    concepto: int
    postura: str = field(default="", metadata={UNO_DE: POSTURAS})
    nota: str = ""


@dataclass(frozen=True)
class Area:
    """Un área a la que se pidió opinión; sin postura ni conceptos, todavía no contesta."""

    clave: str
    nombre: str = ""
    postura: str = field(default="", metadata={UNO_DE: tuple(PosturaDeArea.values)})
    texto: str = ""
    conceptos: tuple[Opinion, ...] = ()
    criterios: tuple[Criterio, ...] = ()

    @property
    def contesto(self) -> bool:
        return bool(self.postura or self.conceptos)


@dataclass(frozen=True)
class Condicion:
    """Lo que debe cumplirse para que un favorable valga."""

    texto: str = ""
    responsable: str = ""
    fecha: date | None = None
    evidencia: str = ""


@dataclass(frozen=True)
class Fundamento:
    """Lo que se cita y hasta cuándo rige; sin fecha, sigue vigente."""

    cita: str
    vigente_hasta: date | None = None


@dataclass(frozen=True)
class Caso:
    """Un caso en un momento, el día `fecha`.

    `total` es la suma de lo pedido sin IVA; `folio_anterior`, lo que renueva; `aclaraciones`, la razón que se dio por
    cada regla que la pide; `severidades`, las que aquí son otras que las de la tabla.
    """

    momento: str = field(metadata={UNO_DE: MOMENTOS})
    fecha: date
    tipo: str = field(default="", metadata={UNO_DE: tuple(Tipo.values)})
    conceptos: tuple[Concepto, ...] = ()
    areas: tuple[Area, ...] = ()
    analisis: str = ""
    criterios: tuple[Criterio, ...] = ()
    condiciones: tuple[Condicion, ...] = ()
    total: Decimal | None = None
    fundamentos: tuple[Fundamento, ...] = ()
    folio_anterior: str = ""
    vigencia: date | None = None
    aclaraciones: Mapping[str, str] = field(default_factory=dict)
    severidades: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def posturas(self) -> dict[int, list[str]]:
        """De cada concepto, lo que dijo cada área."""
        dichas: dict[int, list[str]] = {}
        for opinion in (o for area in self.areas for o in area.conceptos if o.postura):
            dichas.setdefault(opinion.concepto, []).append(opinion.postura)
        return dichas


def postura_de(posturas: Iterable[str]) -> str:
    """La del área, que se deriva de sus conceptos: la misma si coinciden; si algo no procede y algo sí, mixta."""
    dichas = set(posturas)
    if len(dichas) <= 1:
        return "".join(dichas)
    return MIXTA if Postura.NO_PROCEDE in dichas else Postura.CON_CONDICIONES.value
