"""Cotejar un contrato con los dictámenes de su ente: qué tanto se parecen y por qué. Sin base y sin reloj.

El puntaje es la suma de tres criterios —objeto, importe y fechas— y cada uno trae su evidencia en palabras. Sólo
propone: quien decide es una persona. Los mismos datos dan siempre lo mismo, en el mismo orden.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cuentas.interfaz.formatos import fecha, numero, pesos
from cuentas.texto import normalizar
from dictamenes.reglas.precios import raices

DE_OBJETO, DE_IMPORTE, DE_FECHAS = 50, 30, 20
DECIMA, CIEN = Decimal("0.1"), Decimal(100)
# Lo que dice cualquier contrato: no distingue una compra de otra.
DE_TRAMITE = frozenset(raices(
    "adquisicion adquirir compra contratacion contratar contrato convenio pedido suministro servicio prestacion "
    "arrendamiento renovacion licitacion adjudicacion partida proyecto dependencia gobierno estado sonora secretaria"
))
CUANTAS = 5


@dataclass(frozen=True)
class Reglas:
    """Lo que se puede cambiar por parámetro: cuánto puede variar el importe (%) y desde qué puntaje se propone."""

    tolerancia: int = 10
    minimo: int = 55


@dataclass(frozen=True)
class Compra:
    """Un contrato, con lo que se coteja. `importe` en pesos (MXN); None si no se sabe."""

    objeto: str
    importe: Decimal | None
    fecha: date


@dataclass(frozen=True)
class Amparo:
    """Lo que un dictamen emitido ampara: sus textos, su importe, su total con IVA, su vigencia y si es favorable."""

    dictamen: int
    folio: str
    textos: tuple[str, ...]
    subtotal: Decimal
    total: Decimal
    desde: date
    hasta: date
    favorables: int = 1
    conceptos: int = 1


@dataclass(frozen=True)
class Criterio:
    """Cuántos puntos dio un criterio, de cuántos, y por qué."""

    nombre: str
    puntos: int
    de: int
    evidencia: str


@dataclass(frozen=True)
class Propuesta:
    """Un dictamen que quizá ampara el contrato. `aviso` dice lo que impediría que lo ampare aunque se parezca.

    Sin `ampara` no hay concepto favorable: se enseña, pero no se puede ligar.
    """

    dictamen: int
    folio: str
    criterios: tuple[Criterio, ...]
    aviso: str = ""
    ampara: bool = True

    @property
    def puntaje(self) -> int:
        """De 0 a 100."""
        return sum(criterio.puntos for criterio in self.criterios)

    def como_datos(self) -> dict[str, object]:
        """La evidencia, como se guarda con la decisión."""
        return {"folio": self.folio, "puntaje": self.puntaje, "aviso": self.aviso, "criterios": [
            {"nombre": c.nombre, "puntos": c.puntos, "de": c.de, "evidencia": c.evidencia} for c in self.criterios]}


@dataclass
class Indice:
    """Los amparos de un ente, hallables por palabra: un contrato sólo se compara con los que dicen algo de lo suyo."""

    amparos: list[Amparo] = field(default_factory=list)
    palabras: list[list[set[str]]] = field(default_factory=list)
    donde: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def de(cls, amparos: Iterable[Amparo]) -> Indice:
        indice = cls()
        for lugar, amparo in enumerate(amparos):
            juegos = [set(_que_distinguen(texto)) for texto in amparo.textos]
            juegos.append(set().union(*juegos))
            indice.amparos.append(amparo)
            indice.palabras.append(juegos)
            for palabra in juegos[-1]:
                indice.donde[palabra].add(lugar)
        return indice

    def parecidos(self, palabras: Collection[str]) -> list[int]:
        """Los lugares de los amparos con alguna palabra en común, en su orden."""
        return sorted(set().union(*(self.donde.get(palabra, ()) for palabra in palabras)))


def proponer(compra: Compra, indice: Indice, reglas: Reglas, sin: Collection[int] = ()) -> list[Propuesta]:
    """Los dictámenes que alcanzan el mínimo, del más al menos parecido; `sin`, los que una persona ya descartó.

    La evidencia sólo se escribe de los que se proponen.
    """
    palabras = _que_distinguen(compra.objeto)
    hallados = []
    for lugar in indice.parecidos(palabras):
        amparo = indice.amparos[lugar]
        puntaje = _puntaje(compra, set(palabras), amparo, indice.palabras[lugar], reglas)
        if puntaje >= reglas.minimo and amparo.dictamen not in sin:
            hallados.append((-puntaje, amparo.folio, lugar))
    return [comparar(compra, indice.amparos[lugar], reglas, palabras, indice.palabras[lugar])
            for _, _, lugar in sorted(hallados)[:CUANTAS]]


def comparar(
    compra: Compra, amparo: Amparo, reglas: Reglas, palabras: dict[str, str] | None = None,
    juegos: list[set[str]] | None = None,
) -> Propuesta:
    """Un contrato contra un dictamen, con la evidencia de cada criterio, alcance o no el mínimo."""
    palabras = _que_distinguen(compra.objeto) if palabras is None else palabras
    juegos = Indice.de([amparo]).palabras[0] if juegos is None else juegos
    criterios = (_objeto(palabras, juegos), _importe(compra.importe, amparo, reglas), _fechas(compra.fecha, amparo))
    return Propuesta(amparo.dictamen, amparo.folio, criterios, _aviso(amparo), ampara=bool(amparo.favorables))


def _que_distinguen(texto: str) -> dict[str, str]:
    """Raíz → palabra como está escrita, sin lo que dice cualquier contrato."""
    vistas: dict[str, str] = {}
    for palabra in texto.replace("/", " ").split():
        for raiz in raices(palabra):
            if raiz not in DE_TRAMITE:
                vistas.setdefault(raiz, palabra.strip(".,;:()«»\"'").lower())
    return vistas


def _puntaje(compra: Compra, suyas: set[str], amparo: Amparo, juegos: list[set[str]], reglas: Reglas) -> int:
    """El mismo que suman los criterios de `comparar`; del importe se ocupa sólo si todavía puede alcanzar el mínimo."""
    sin_importe = _mejor_juego(suyas, juegos)[0] + (DE_FECHAS if amparo.desde <= compra.fecha <= amparo.hasta else 0)
    if sin_importe + DE_IMPORTE < reglas.minimo:
        return 0
    apartado = _apartado(compra.importe, amparo)
    return sin_importe + (_por_importe(apartado[0], reglas) if apartado else 0)


def _mejor_juego(suyas: set[str], juegos: list[set[str]]) -> tuple[int, set[str]]:
    """Los puntos del texto que más se parece (Sørensen-Dice: proyecto, concepto o todo junto) y lo que comparten."""
    mejor, cuanto = set[str](), 0
    for juego in juegos:
        comunes = suyas & juego
        puntos = 2 * DE_OBJETO * len(comunes) // (len(suyas) + len(juego) or 1)
        if puntos > cuanto:
            mejor, cuanto = comunes, puntos
    return cuanto, mejor


def _objeto(palabras: dict[str, str], juegos: list[set[str]]) -> Criterio:
    puntos, comunes = _mejor_juego(set(palabras), juegos)
    if not comunes:
        return Criterio("Objeto", 0, DE_OBJETO, "Ninguna palabra en común.")
    dichas = ", ".join(sorted((palabras[raiz] for raiz in comunes), key=normalizar))
    return Criterio("Objeto", puntos, DE_OBJETO,
                    f"Palabras en común: {dichas} ({len(comunes)} de {len(palabras)} del contrato).")


def _apartado(importe: Decimal | None, amparo: Amparo) -> tuple[Decimal, Decimal, str] | None:
    """Cuánto se aparta (%) de lo dictaminado que más se le acerque, cuánto es y si lleva IVA; None si no se sabe."""
    posibles = [(total, como) for total, como in ((amparo.total, "con IVA"), (amparo.subtotal, "sin IVA")) if total]
    if importe is None or not posibles:
        return None
    dictaminado, como = min(posibles, key=lambda par: abs(importe - par[0]))
    return (importe - dictaminado) / dictaminado * CIEN, dictaminado, como


def _por_importe(diferencia: Decimal, reglas: Reglas) -> int:
    """Todo dentro de la tolerancia; de ahí baja parejo hasta nada al triple."""
    sobra = abs(diferencia) - reglas.tolerancia
    if sobra <= 0:
        return DE_IMPORTE
    return max(int(DE_IMPORTE * (1 - sobra / (2 * max(reglas.tolerancia, 1)))), 0)


def _importe(importe: Decimal | None, amparo: Amparo, reglas: Reglas) -> Criterio:
    if (apartado := _apartado(importe, amparo)) is None:
        falta = "El contrato no dice su importe." if importe is None else "El dictamen no tiene importe."
        return Criterio("Importe", 0, DE_IMPORTE, falta)
    diferencia, dictaminado, como = apartado
    contra = f"lo dictaminado {como} ({pesos(dictaminado)})"
    porciento = numero(abs(diferencia).quantize(DECIMA))
    mas_o_menos = "más" if diferencia > 0 else "menos"
    dicho = f"{porciento} % {mas_o_menos} que {contra}." if diferencia else f"Igual a {contra}."
    return Criterio("Importe", _por_importe(diferencia, reglas), DE_IMPORTE, dicho)


def _fechas(dia: date, amparo: Amparo) -> Criterio:
    """El contrato, dentro de la vigencia del dictamen o no."""
    vigencia = f"la vigencia, del {fecha(amparo.desde)} al {fecha(amparo.hasta)}"
    if dia < amparo.desde:
        return Criterio("Fechas", 0, DE_FECHAS, f"Se firmó {_dias(amparo.desde, dia)} antes de {vigencia}.")
    if dia > amparo.hasta:
        return Criterio("Fechas", 0, DE_FECHAS, f"Se firmó {_dias(dia, amparo.hasta)} después de {vigencia}.")
    return Criterio("Fechas", DE_FECHAS, DE_FECHAS, f"Se firmó dentro de {vigencia}.")


def _dias(uno: date, otro: date) -> str:
    dias = (uno - otro).days
    return "1 día" if dias == 1 else f"{numero(dias)} días"


def _aviso(amparo: Amparo) -> str:
    if not amparo.favorables:
        return "El dictamen no es favorable en ningún concepto: no ampara la compra."
    if amparo.favorables < amparo.conceptos:
        return f"El dictamen es favorable sólo en {amparo.favorables} de {amparo.conceptos} conceptos."
    return ""
