"""Correr la tabla sobre un caso: qué se halló, qué lo impide y qué espera una razón."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dictamenes.excepciones import DatosInvalidos

from .caso import Caso
from .regla import Regla, Senal, Severidad
from .tabla import TABLA

A_LA_VISTA = 5  # en el mensaje de un acto; la pantalla los dice todos


@dataclass(frozen=True)
class Hallazgo:
    """Lo que una regla halló: su clave, qué hace, dónde, en palabras y, si la pedía, la razón que se dio."""

    regla: str
    severidad: Severidad
    donde: str
    frase: str
    campo: str = ""
    razon: str = ""
    pide: str = ""

    @property
    def impide(self) -> bool:
        return self.severidad == Severidad.IMPIDE

    @property
    def espera_razon(self) -> bool:
        return self.severidad == Severidad.PIDE_RAZON and not self.razon

    @property
    def mensaje(self) -> str:
        """La frase; mientras espere razón, con lo que hay que escribir."""
        return f"{self.frase}: {self.pide}" if self.espera_razon else self.frase

    def como_datos(self) -> dict[str, str]:
        """Como sale en JSON y como se congela."""
        dicho = {"regla": self.regla, "severidad": self.severidad.value, "donde": self.donde, "frase": self.frase}
        return dicho | ({"razon": self.razon} if self.razon else {})


def hallazgos(caso: Caso, *, a_medias: bool = False) -> list[Hallazgo]:
    """Todo lo que la tabla halla, en su orden. `a_medias`: mientras se escribe, sin reclamar lo que apenas falta."""
    del_momento = (r for r in TABLA if caso.momento in r.momentos and r.viene_al_caso(caso.tipo))
    reglas = (r for r in del_momento if not (a_medias and r.es_falta))
    return [_hallazgo(regla, senal, caso) for regla in reglas for senal in regla.juzga(caso)]


def impiden(hallados: Iterable[Hallazgo]) -> list[Hallazgo]:
    return [h for h in hallados if h.impide]


def pendientes(hallados: Iterable[Hallazgo]) -> list[Hallazgo]:
    """Lo que detiene a quien opina o propone: lo que impide y lo que espera una razón."""
    return [h for h in hallados if h.impide or h.espera_razon]


def razones_dadas(caso: Caso, hallados: Iterable[Hallazgo]) -> dict[str, str]:
    """De lo que se aclaró, sólo lo que alguna regla pidió."""
    pedidas = {h.regla for h in hallados if h.razon}
    return {regla: razon.strip() for regla, razon in caso.aclaraciones.items() if regla in pedidas and razon.strip()}


def exigir(hallados: Iterable[Hallazgo], salida: str = "") -> None:
    """Lanza `DatosInvalidos` con lo que detiene y, si se dice, por dónde salir; nada si no hay."""
    frases = list(dict.fromkeys(h.mensaje for h in hallados))
    if frases:
        mas = [f"Y {len(frases) - A_LA_VISTA} cosas más"] if len(frases) > A_LA_VISTA else []
        raise DatosInvalidos(". ".join([*frases[:A_LA_VISTA], *mas, *filter(None, [salida])]) + ".")


def _hallazgo(regla: Regla, senal: Senal, caso: Caso) -> Hallazgo:
    severidad = Severidad(caso.severidades.get(regla.clave, regla.severidad))
    dada = senal.razon if regla.en_su_lugar else caso.aclaraciones.get(regla.clave, "").strip()
    razon = dada if severidad == Severidad.PIDE_RAZON else ""
    return Hallazgo(regla.clave, severidad, senal.donde, senal.frase, senal.campo, razon, regla.pide)
