"""La satisfacción de quienes reciben dictámenes: promedio y reparto, sin que se sepa quién contestó.

Se cuentan los lotes abiertos, enteros y ya barajados: entre dos cortes cualesquiera hay cero respuestas más o un lote
(docs/decisiones/0062). Nadie, tampoco la dirección, ve una respuesta suelta.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from operator import itemgetter

from django.db.models import Count

from cuentas.interfaz.formatos import MESES
from dictamenes.expediente.satisfaccion import tamano_del_lote
from dictamenes.models import CalificacionDelLote, ComentarioDelLote, LoteDeCalificaciones
from dictamenes.models.satisfaccion import Puntos

DECIMA = Decimal("0.1")
ANCHO_DE_BARRA = 120
ENCABEZADO = ("anio", "mes", "puntos", "calificacion", "respuestas", "comentario", "aviso")


@dataclass(frozen=True)
class Reparto:
    """Cuántas respuestas hay de cada calificación; `grupo`, de cuántas en cuántas se abren."""

    anio: int
    por_puntos: dict[int, int]
    grupo: int

    @property
    def respuestas(self) -> int:
        """Cuántas se cuentan."""
        return sum(self.por_puntos.values())

    @property
    def promedio(self) -> Decimal | None:
        """De 1 a 5, con un decimal; None si no hay qué promediar."""
        if not self.respuestas:
            return None
        suma = sum(puntos * cuantas for puntos, cuantas in self.por_puntos.items())
        return (Decimal(suma) / self.respuestas).quantize(DECIMA, ROUND_HALF_UP)

    @property
    def renglones(self) -> list[tuple[str, int, int]]:
        """Cada calificación, de la mejor a la peor: su nombre, cuántas y el largo de su barra."""
        mayor = max(self.por_puntos.values(), default=1)
        de_cada = [(etiqueta, self.por_puntos.get(puntos, 0)) for puntos, etiqueta in Puntos.choices]
        return [(etiqueta, cuantas, cuantas * ANCHO_DE_BARRA // mayor) for etiqueta, cuantas in de_cada]

    @property
    def frase(self) -> str:
        if not self.respuestas:
            return f"Todavía no se juntan {self.grupo} respuestas en {self.anio}."
        buenas = sum(self.por_puntos.get(puntos, 0) for puntos in (Puntos.BUENA, Puntos.MUY_BUENA))
        return (f"En {self.anio}, {self.promedio} de 5 en promedio; {buenas} de {self.respuestas} "
                "respuestas dicen buena o muy buena.")


def publicados(anios: Sequence[int], corte: date) -> list[Reparto]:
    """Lo que se contestó en los lotes abiertos esos años, hasta ese corte. Una consulta y el tamaño del lote."""
    de_cada, tamano = _por_puntos(corte), tamano_del_lote()
    return [Reparto(anio, de_cada.get(anio, {}), tamano) for anio in anios]


def comentarios(anio: int, corte: date) -> list[tuple[str, list[str]]]:
    """Lo escrito, por el mes en que se abrió su lote y en orden alfabético; sin su calificación."""
    escritos = ComentarioDelLote.objects.filter(lote__in=LoteDeCalificaciones.objects.del_anio(anio, corte))
    por_mes = sorted((-dia.month, texto) for dia, texto in escritos.values_list("lote__abierto_el", "texto"))
    return [(f"{MESES[-mes - 1].capitalize()} de {anio}", [texto for _, texto in grupo])
            for mes, grupo in groupby(por_mes, key=itemgetter(0))]


def como_tabla(anio: int, corte: date, aviso: str) -> Iterator[tuple[object, ...]]:
    """Para una hoja de cálculo, en el orden de `ENCABEZADO`: cuántas de cada calificación y, abajo, cada comentario."""
    por_puntos = _por_puntos(corte).get(anio, {})
    for puntos, nombre in Puntos.choices:
        yield anio, "", puntos, nombre, por_puntos.get(puntos, 0), "", aviso
    for mes, dichos in comentarios(anio, corte):
        for texto in dichos:
            yield anio, mes, "", "", "", texto, aviso


def anios(corte: date) -> list[int]:
    """De qué años hay respuestas, del más reciente al más antiguo; siempre está el del corte."""
    primero = LoteDeCalificaciones.objects.values_list("abierto_el", flat=True).first()
    desde = primero.year if primero else corte.year
    return list(range(corte.year, min(desde, corte.year) - 1, -1))


def _por_puntos(corte: date) -> dict[int, dict[int, int]]:
    """De cada año, cuántas respuestas hay de cada calificación."""
    abiertas = CalificacionDelLote.objects.filter(lote__abierto_el__lte=corte)
    de_cada: dict[int, dict[int, int]] = {}
    for anio, puntos, cuantas in abiertas.values_list("lote__abierto_el__year", "puntos").annotate(cuantas=Count("pk")):
        de_cada.setdefault(anio, {})[puntos] = cuantas
    return de_cada
