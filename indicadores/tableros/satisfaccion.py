"""La satisfacción de quienes reciben dictámenes: promedio y reparto, sin que se sepa quién contestó.

En público se cuentan de `satisfaccion.grupo` en `satisfaccion.grupo`, por orden de llegada en el año: entre dos cortes
cualesquiera hay cero respuestas más o un grupo entero, así que restar un corte de otro no descubre una sola.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce
from itertools import groupby
from operator import itemgetter, or_

from django.db.models import Q

from cuentas.interfaz.formatos import MESES
from cuentas.parametros import parametro
from cuentas.reloj import HERMOSILLO, dia_de
from dictamenes.models import Calificacion
from dictamenes.models.satisfaccion import Puntos

DECIMA = Decimal("0.1")
ANCHO_DE_BARRA = 120
ENCABEZADO = ("anio", "mes", "puntos", "calificacion", "respuestas", "comentario", "aviso")


@dataclass(frozen=True)
class Reparto:
    """Cuántas respuestas hay de cada calificación; `grupo`, de cuántas en cuántas se cuentan (1: todas)."""

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
            pocas = f"Todavía no hay {self.grupo} respuestas" if self.grupo > 1 else "Nadie ha calificado"
            return f"{pocas} en {self.anio}."
        buenas = sum(self.por_puntos.get(puntos, 0) for puntos in (Puntos.BUENA, Puntos.MUY_BUENA))
        return (f"En {self.anio}, {self.promedio} de 5 en promedio; {buenas} de {self.respuestas} "
                "respuestas dicen buena o muy buena.")


def repartir(anio: int, en_orden: Sequence[int], grupo: int = 1) -> Reparto:
    """El reparto de las calificaciones de un año, dadas por orden de llegada; sólo cuenta grupos enteros."""
    contadas = en_orden[: len(en_orden) // grupo * grupo]
    return Reparto(anio, dict(Counter(contadas)), grupo)


def publicados(anios: Sequence[int], corte: date) -> list[Reparto]:
    """Lo que se puede decir en público de esos años hasta ese corte. Dos consultas."""
    grupo, de_cada = max(int(parametro("satisfaccion.grupo")), 1), dict[int, list[int]]()
    cuales = reduce(or_, (_en_el_anio(anio, corte) for anio in anios))
    for en, puntos in Calificacion.objects.filter(cuales).values_list("dada_en", "puntos"):
        de_cada.setdefault(dia_de(en).year, []).append(puntos)
    return [repartir(anio, de_cada.get(anio, []), grupo) for anio in anios]


def completo(anio: int, corte: date) -> Reparto:
    """Todas las respuestas del año: sólo para la dirección."""
    return repartir(anio, list(Calificacion.objects.filter(_en_el_anio(anio, corte)).values_list("puntos", flat=True)))


def comentarios(anio: int, corte: date) -> list[tuple[str, list[tuple[int, str]]]]:
    """Lo escrito, por mes y dentro de él de la calificación más baja a la más alta: el orden no dice quién fue."""
    escritas = Calificacion.objects.filter(_en_el_anio(anio, corte)).exclude(comentario="")
    filas = escritas.values_list("dada_en", "puntos", "comentario")
    por_mes = sorted((-dia_de(en).month, puntos, texto) for en, puntos, texto in filas)
    return [(f"{MESES[-mes - 1].capitalize()} de {anio}", [(puntos, texto) for _, puntos, texto in grupo])
            for mes, grupo in groupby(por_mes, key=itemgetter(0))]


def como_tabla(anio: int, corte: date, aviso: str) -> Iterator[tuple[object, ...]]:
    """Para una hoja de cálculo, en el orden de `ENCABEZADO`: cuántas de cada calificación y, abajo, cada comentario."""
    reparto = completo(anio, corte)
    for puntos, nombre in Puntos.choices:
        yield anio, "", puntos, nombre, reparto.por_puntos.get(puntos, 0), "", aviso
    for mes, dichos in comentarios(anio, corte):
        for puntos, texto in dichos:
            yield anio, mes, puntos, Puntos(puntos).label, "", texto, aviso


def anios(corte: date) -> list[int]:
    """De qué años hay respuestas, del más reciente al más antiguo; siempre está el del corte."""
    primera = Calificacion.objects.values_list("dada_en", flat=True).order_by("dada_en").first()
    desde = dia_de(primera).year if primera else corte.year
    return list(range(corte.year, min(desde, corte.year) - 1, -1))


def _en_el_anio(anio: int, corte: date) -> Q:
    """Las del año hasta el corte; su orden de fábrica es el de llegada."""
    ultimo = min(corte, date(anio, 12, 31)) + timedelta(days=1)
    desde, hasta = (datetime.combine(dia, time(), tzinfo=HERMOSILLO) for dia in (date(anio, 1, 1), ultimo))
    return Q(dada_en__gte=desde, dada_en__lt=hasta)
