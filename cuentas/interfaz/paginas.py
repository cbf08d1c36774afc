"""Páginas de una lista, por número (lo que pide `{% paginacion %}`) o por la llave de su último renglón."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.paginator import Page
from django.db.models import Q, QuerySet
from django.http import QueryDict

from cuentas.interfaz.genericas import ListView

T = TypeVar("T")
U = TypeVar("U")


def pagina_de(pagina: Page[Any], consulta: QueryDict, nombre: str = "page", lugar: str = "") -> dict[str, Any]:
    """De qué fila a qué fila, cuántas hay y a dónde llevan «Anteriores» y «Siguientes», conservando la búsqueda.

    `nombre`: el de la página en la dirección; `lugar`: el de una segunda lista («#errores»).
    """
    def hacia(numero: int) -> str:
        copia = consulta.copy()
        copia[nombre] = str(numero)
        return f"?{copia.urlencode()}{lugar}"

    return {
        "desde": pagina.start_index(),
        "hasta": pagina.end_index(),
        "total": pagina.paginator.count,
        "anterior_url": hacia(pagina.previous_page_number()) if pagina.has_previous() else "",
        "siguiente_url": hacia(pagina.next_page_number()) if pagina.has_next() else "",
    }


@dataclass(frozen=True)
class Tramo(Generic[T]):
    """Unos renglones de una lista y las llaves con que se piden los de antes y los que siguen; vacías si no los hay."""

    filas: list[T]
    anterior: str = ""
    siguiente: str = ""

    def con(self, filas: list[U]) -> Tramo[U]:
        """El mismo, con otros renglones en lugar de los suyos."""
        return Tramo(filas, self.anterior, self.siguiente)


@dataclass(frozen=True)
class Llave:
    """El orden de una lista que se recorre por la llave de un renglón: lo que dice en cada columna, con comas.

    `columnas`: cómo se lee de la dirección cada una, en su orden; con «-», la que baja; la última no se repite.
    `por_grupos`: la primera tiene pocos valores y el índice empieza en cada uno; se recorren de uno en uno.
    """

    columnas: Mapping[str, Callable[[str], Any]]
    por_grupos: bool = False

    def tramo(self, filas: QuerySet[Any, T], cuantas: int, *, despues: str = "", antes: str = "") -> Tramo[T]:
        """Las que siguen a una llave o van antes de ella; sin llave que se entienda, las primeras."""
        hacia_atras = self.leer(antes) is not None
        valores, orden = self.leer(antes) or self.leer(despues), self._al_reves() if hacia_atras else self
        halladas: list[T] = []
        for trozo in orden.siguen(filas, valores):
            halladas += trozo[: cuantas + 1 - len(halladas)]
        hay_mas, vistas = len(halladas) > cuantas, halladas[:cuantas]
        if hacia_atras:
            vistas.reverse()
        return Tramo(
            vistas,
            self.de(vistas[0]) if vistas and (hay_mas if hacia_atras else valores) else "",
            self.de(vistas[-1]) if vistas and (hay_mas or hacia_atras) else "",
        )

    def lotes(self, filas: QuerySet[Any, T], cuantas: int) -> Iterator[list[T]]:
        """Todas, de tanda en tanda: la que entre tanto cambia de lugar no detiene a las que siguen."""
        tramo = self.tramo(filas, cuantas)
        while tramo.filas:
            yield tramo.filas
            tramo = self.tramo(filas, cuantas, despues=tramo.siguiente) if tramo.siguiente else Tramo([])

    def de(self, fila: Any) -> str:
        """La de un renglón, como viaja en la dirección."""
        return ",".join(str(getattr(fila, columna.lstrip("-"))) for columna in self.columnas)

    def leer(self, llave: str) -> list[Any] | None:
        """Los valores de esa llave; None si no se entiende, o no caben."""
        partes = llave.split(",")
        if len(partes) != len(self.columnas):
            return None
        valores = [leer(parte) for leer, parte in zip(self.columnas.values(), partes, strict=True)]
        return None if None in valores else valores

    def siguen(self, filas: QuerySet[Any, T], valores: Sequence[Any] | None) -> Iterator[QuerySet[Any, T]]:
        """Todas o las que van después de esos valores, en orden y en trozos: cada uno entra por el índice."""
        filas, columnas = filas.order_by(*self.columnas), list(self.columnas)
        if valores is None:
            yield filas
        elif self.por_grupos:
            yield filas.filter(_despues(columnas[1:], valores[1:]), **{columnas[0].lstrip("-"): valores[0]})
            yield filas.filter(_despues(columnas[:1], valores))
        else:
            yield filas.filter(_despues(columnas, valores))

    def _al_reves(self) -> Llave:
        vueltas = {c[1:] if c.startswith("-") else f"-{c}": leer for c, leer in self.columnas.items()}
        return Llave(vueltas, self.por_grupos)


def _despues(columnas: Sequence[str], valores: Sequence[Any]) -> Q:
    """Lo que va después de esos valores en ese orden."""
    columna, pasa = columnas[0].lstrip("-"), "lt" if columnas[0].startswith("-") else "gt"
    despues = Q(**{f"{columna}__{pasa}": valores[0]})
    if not columnas[1:]:
        return despues
    # La primera condición parece sobrar: es la que deja entrar por el índice en vez de leerlo desde el principio.
    return Q(**{f"{columna}__{pasa}e": valores[0]}) & (despues | _despues(columnas[1:], valores[1:]))


class ConPaginasMixin(ListView[Any]):
    """Para un `ListView` con `paginate_by`: deja `pagina` en el contexto."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contexto = super().get_context_data(**kwargs)
        return contexto | {"pagina": pagina_de(contexto["page_obj"], self.request.GET)}
