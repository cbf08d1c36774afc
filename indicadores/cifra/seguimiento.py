"""Leer la bitácora una vez por proceso y, después, sólo lo que se agregó.

La cadena sólo crece: el número y el eslabón del último evento leído dicen si lo leído sigue siendo su principio. Si no
lo es (otra base, o lo que se leyó no llegó a guardarse), se lee todo de nuevo.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from django.db.models import Q

from bitacora.models import Evento

POR_TANDA = 5000


class Eslabon(NamedTuple):
    """Hasta dónde de la cadena se sabe: el número y el eslabón de su último evento."""

    n: int
    eslabon: str


NADA = Eslabon(0, "")


class OtraCadena(Exception):
    """Lo leído no es el principio de esta cadena."""


class Leido(Protocol):
    """Lo que un proceso guarda de la bitácora."""

    def seguir(self) -> None:
        """Lee lo que se agregó. Lanza `OtraCadena`."""


L = TypeVar("L", bound=Leido)


class Memoria(Generic[L]):
    """Lo leído por este proceso, que sólo se mira al día y de uno en uno."""

    def __init__(self, vacia: Callable[[], L]) -> None:
        self._vacia, self._leido, self._candado = vacia, vacia(), Lock()

    @contextmanager
    def al_dia(self) -> Iterator[L]:
        """Lo leído, con lo que se agregó. Si la lectura falla a la mitad no se guarda nada: la siguiente empieza."""
        with self._candado:
            leido, self._leido = self._leido, self._vacia()
            try:
                leido.seguir()
            except OtraCadena:
                leido = self._vacia()
                leido.seguir()
            self._leido = leido
            yield leido


def lo_que_sigue(visto: Eslabon, cuales: Q, *columnas: str) -> Iterator[tuple[Any, ...]]:
    """El número, el eslabón y esas columnas de los eventos `cuales` que siguen al último visto. Lanza `OtraCadena`.

    De tanda en tanda y sin cursor abierto: en PostgreSQL, el que se queda a medio leer en una excepción lo cierra el
    recolector cuando le toca y, si es en medio de otra lectura, el proceso se traba.
    """
    while True:
        eventos = Evento.objects.filter(Q(n=visto.n) | cuales, n__gte=visto.n).order_by("n")
        tanda = list(eventos.values_list("n", "eslabon", *columnas)[:POR_TANDA])
        es_la_ultima = len(tanda) < POR_TANDA
        if visto != NADA and (not tanda or tanda.pop(0)[:2] != visto):
            raise OtraCadena
        yield from tanda
        if es_la_ultima:
            return
        visto = Eslabon(*tanda[-1][:2])
