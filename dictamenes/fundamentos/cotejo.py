"""La lista de cotejo de quien captura los fundamentos: qué está apagado, qué detiene y qué falta por capturar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cuentas.fichas import FICHAS
from cuentas.models import VersionDeParametro
from dictamenes.fundamentos import competencias, electronica
from dictamenes.fundamentos.actos import ACTOS, ActoFundado
from dictamenes.fundamentos.firmas import SE_FIRMAN, SeFirma
from dictamenes.models import Competencia, Fundamento


@dataclass(frozen=True)
class Renglon:
    """Un acto ese día: la competencia que rige, sus documentos y, si está apagado, por qué."""

    acto: ActoFundado
    competencia: Competencia | None
    fundamentos: list[Fundamento]
    falta: str

    @property
    def encendido(self) -> bool:
        return not self.falta


def de_actos(dia: date) -> list[Renglon]:
    """Un renglón por acto de la tabla."""
    rigen = {c.acto: c for c in Competencia.objects.que_rigen(dia).order_by("numero")}
    del_dia = competencias.DelDia(dia)
    return [Renglon(acto, rigen.get(clave), del_dia.fundamentos(clave), del_dia.faltan(clave))
            for clave, acto in ACTOS.items()]


@dataclass(frozen=True)
class Firma:
    """Una clase de papel ese día: quién la firma, con qué facultad y documentos, y si electrónicamente, por qué no."""

    papel: SeFirma
    competencia: Competencia | None
    fundamentos: list[Fundamento]
    falta: str
    quienes: list[str]


def _quienes(uno: SeFirma, acto: Renglon) -> list[str]:
    suyos = acto.competencia.papeles if acto.competencia else []
    return [nombre for papel, nombre in uno.papeles if not suyos or papel in suyos]


def de_firmas(dia: date) -> list[Firma]:
    """Un renglón por clase de papel que se firma."""
    de_su_acto, del_dia = {uno.acto.clave: uno for uno in de_actos(dia)}, competencias.DelDia(dia)
    return [
        Firma(uno, acto.competencia, acto.fundamentos, electronica.por_que_no(del_dia, clave), _quienes(uno, acto))
        for clave, uno in SE_FIRMAN.items() for acto in [de_su_acto[uno.funda or uno.electronica]]
    ]


def parametros_sin_fundamento(dia: date) -> list[str]:
    """Los parámetros legales que ese día valen por omisión, o cuyo fundamento ya no rige."""
    legales = [ficha for ficha in FICHAS.values() if ficha.legal]
    rigen = VersionDeParametro.objects.que_rigen(dia).filter(clave__in=[f.clave for f in legales]).order_by("numero")
    citados = dict(rigen.values_list("clave", "fundamento"))
    vigentes = set(Fundamento.objects.vigentes(dia).values_list("clave", flat=True))
    return [ficha.nombre for ficha in legales if citados.get(ficha.clave) not in vigentes]


def por_confirmar() -> int:
    """Cuántas propuestas esperan a la segunda persona."""
    return sum(modelo._default_manager.filter(publicada_en=None).count()
               for modelo in (Fundamento, Competencia, VersionDeParametro))
