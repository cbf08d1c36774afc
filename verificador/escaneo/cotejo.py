"""El cotejo de un escaneo con su original: qué hojas trae, de quién son y qué dicen, hoja por hoja y en todo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

COTEJADO, DUDOSO, RECHAZADO = "cotejado", "dudoso", "rechazado"
_PEOR = {COTEJADO: 0, DUDOSO: 1, RECHAZADO: 2}
FRASES = {
    COTEJADO: "Escaneo cotejado, trazo detectado.",
    DUDOSO: "El escaneo deja dudas: dos personas deben verlo junto al original.",
    RECHAZADO: "El escaneo no es el de este documento firmado.",
}
LUGAR = tuple[int, int]  # cuál de los archivos y cuál de sus hojas, desde 0


@dataclass(frozen=True)
class HojaLeida:
    """Una hoja del escaneo antes de compararla: dónde viene y qué dice su código; sin él, `folio` vacío."""

    archivo: int
    pagina: int
    folio: str = ""
    hoja: int = 0
    total: int = 0
    huella: str = ""

    def es_de(self, otra: HojaLeida) -> bool:
        return (self.folio, self.total, self.huella) == (otra.folio, otra.total, otra.huella)


@dataclass(frozen=True)
class Juicio:
    """Lo que se dice de una hoja del original (desde 1): su veredicto, por qué, y dónde viene en el escaneo."""

    hoja: int
    veredicto: str
    motivos: list[str] = field(default_factory=list)
    archivo: int | None = None
    pagina: int | None = None
    lugares: list[list[int]] = field(default_factory=list)  # cajas, en pixeles del original a 200 por pulgada


@dataclass(frozen=True)
class Cotejo:
    """El veredicto de todo, sus motivos y el juicio de cada hoja."""

    veredicto: str
    motivos: list[str]
    hojas: list[Juicio]

    @property
    def frase(self) -> str:
        """Lo que se le dice a quien lo subió."""
        if self.veredicto == COTEJADO:
            return FRASES[COTEJADO]
        return f"{FRASES[self.veredicto]} {' '.join(self.motivos)}"

    def como_dict(self) -> dict[str, Any]:
        return asdict(self) | {"frase": self.frase}


@dataclass(frozen=True)
class Reparto:
    """Qué hojas del escaneo van con cuáles del original (desde 1), y lo que de entrada lo impide."""

    pares: dict[int, HojaLeida]
    rechazos: list[str]
    dudas: list[str]


def repartir(originales: Sequence[HojaLeida], escaneadas: Sequence[HojaLeida]) -> Reparto:
    """Aparea por el código de cada hoja; las que no lo traen legible ocupan, en su orden, los lugares que queden."""
    if not originales[0].folio:
        return _sin_codigos(originales, escaneadas)
    pares: dict[int, HojaLeida] = {}
    rechazos, dudas, sueltas = [], [], []
    for leida in escaneadas:
        if not leida.folio:
            sueltas.append(leida)
        elif not leida.es_de(originales[0]):
            rechazos.append(_ajena(leida, originales[0]))
        elif leida.hoja in pares:
            dudas.append(f"La hoja {leida.hoja} viene dos veces.")
        else:
            pares[leida.hoja] = leida
    libres = [n for n in range(1, len(originales) + 1) if n not in pares]
    for n, leida in zip(libres, sueltas, strict=False):
        pares[n] = leida
        dudas.append(f"La hoja {n} no trae legible su código.")
    if len(sueltas) > len(libres):
        dudas.append("Trae hojas de más, sin código.")
    rechazos += [f"Falta la hoja {n} de {len(originales)}." for n in libres[len(sueltas):]]
    return Reparto(pares, rechazos, dudas)


def _sin_codigos(originales: Sequence[HojaLeida], escaneadas: Sequence[HojaLeida]) -> Reparto:
    """El original es de antes de los códigos: en el orden en que vienen, y siempre con duda."""
    pares = dict(enumerate(escaneadas[:len(originales)], start=1))
    faltan = range(len(pares) + 1, len(originales) + 1)
    rechazos = [f"Falta la hoja {n} de {len(originales)}." for n in faltan]
    return Reparto(pares, rechazos, ["El original se imprimió sin códigos: nada dice de quién es cada hoja."])


def _ajena(leida: HojaLeida, debida: HojaLeida) -> str:
    if leida.folio != debida.folio:
        return f"La hoja {leida.hoja} del documento {leida.folio} no es de éste."
    return f"La hoja {leida.hoja} es de otra versión de {leida.folio}: se volvió a redactar después de imprimirla."


def en_todo(reparto: Reparto, juicios: Sequence[Juicio]) -> Cotejo:
    """El peor de los juicios, con todos sus motivos."""
    motivos = [*reparto.rechazos, *reparto.dudas]
    motivos += [f"Hoja {j.hoja}: {motivo}" for j in juicios for motivo in j.motivos]
    de_entrada = RECHAZADO if reparto.rechazos else DUDOSO if reparto.dudas else COTEJADO
    peor = max([de_entrada, *(j.veredicto for j in juicios)], key=_PEOR.__getitem__)
    return Cotejo(peor, motivos, list(juicios))
