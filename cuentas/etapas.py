"""Las etapas del trámite en palabras: su clave, su rótulo y cómo se dice que un asunto está en ella.

Todo nombre de una etapa sale de aquí. Qué acto la resuelve lo dice `dictamenes.tramite.etapas`; dónde se atiende,
`flujos.recorrido.etapas`. Las mismas filas en los tres pisos: a quien le falte una, no arranca.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar


class FaltaLaFila(LookupError):
    """A un piso le falta la fila de una etapa, o le sobra."""


@dataclass
class Etapa:
    """`clave` es la de su nodo, su plazo y su cola; `estado`, el del asunto mientras dura; `dias`, sus hábiles por
    omisión; `medida`, cómo la llaman los indicadores; `del_ente`, que la atiende el ente y el reloj se detiene.
    """

    clave: str
    estado: str
    rotulo: str
    dias: int
    tono: str
    forma: str
    situacion: str = ""
    insignia: str = ""
    medida: str = ""
    turno: str = ""
    del_ente: bool = False

    def __post_init__(self) -> None:
        """Lo que no se diga sale del rótulo."""
        dicho = self.rotulo.lower()
        self.situacion = self.situacion or f"En {dicho}"
        self.insignia = self.insignia or self.rotulo
        self.medida = self.medida or self.rotulo
        self.turno = self.turno or f"la {dicho}"


REQUISITOS = Etapa("requisitos", "en_requisitos", "Revisión de requisitos", 3, "azul", "anillo")
PREVENCION = Etapa(
    "prevencion", "prevenida", "Atención de observaciones", 5, "ambar", "rombo", del_ente=True,
    situacion="Con observaciones por solventar", insignia="Observaciones por solventar",
    medida="Con el ente, para contestar observaciones", turno="atender las observaciones",
)
REVISION = Etapa("revision", "en_revision", "Revisión técnica", 5, "azul", "medio")
ESTRATEGIA = Etapa("estrategia", "en_estrategia", "Revisión estratégica", 4, "morado", "medio")
FIRMA = Etapa(
    "firma", "en_firma", "Firma", 2, "guinda", "sello", insignia="En firma", medida="Firma y emisión",
    turno="quien autoriza, para firma",
)
ETAPAS = {fila.clave: fila for fila in (REQUISITOS, PREVENCION, REVISION, ESTRATEGIA, FIRMA)}


@dataclass(frozen=True)
class DeEtapa:
    """La fila de una etapa en un piso de más arriba."""

    clave: str

    @property
    def palabras(self) -> Etapa:
        """Su rótulo y cómo se dice."""
        return ETAPAS[self.clave]


Fila = TypeVar("Fila", bound=DeEtapa)


def casar(piso: str, filas: Iterable[Fila]) -> dict[str, Fila]:
    """Las filas de un piso por su clave, en el orden de `ETAPAS`. `FaltaLaFila` si no son justo las suyas."""
    por_clave = {fila.clave: fila for fila in filas}
    if ajenas := por_clave.keys() ^ ETAPAS.keys():
        raise FaltaLaFila(f"{piso} no casa con `cuentas.etapas` en: {', '.join(sorted(ajenas))}.")
    return {clave: por_clave[clave] for clave in ETAPAS}
