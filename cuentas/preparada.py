"""Las consultas que corren en cada petición: Django las compila una vez y después sólo cambian sus valores."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection, connections
from django.db.models import BigIntegerField, Field, Model, QuerySet, Value
from django.db.models.query import ModelIterable

Modelo = TypeVar("Modelo", bound=Model)


class Preparada:
    """Un `values_list` con huecos: se llama con lo que va en cada uno y devuelve sus renglones, como los da la base."""

    def __init__(self, armar: Callable[[], QuerySet[Any, Any]]) -> None:
        self.armar = armar  # y no la consulta: al importar todavía no hay modelos

    @cached_property
    def compilada(self) -> tuple[str, tuple[Any, ...]]:
        return self.armar().query.sql_with_params()

    def __call__(self, **valores: Any) -> list[tuple[Any, ...]]:
        sql, lugares = self.compilada
        with connection.cursor() as cursor:
            cursor.execute(sql, [lugar.valor(valores) if isinstance(lugar, Hueco) else lugar for lugar in lugares])
            renglones: list[tuple[Any, ...]] = cursor.fetchall()
        return renglones


class PreparadaDeModelos(Generic[Modelo]):
    """Lo mismo con modelos: cada renglón sale armado, con lo que su consulta une (`select_related`) y anota."""

    def __init__(self, armar: Callable[[], QuerySet[Modelo, Modelo]]) -> None:
        self.armar = armar

    @cached_property
    def compilada(self) -> tuple[QuerySet[Modelo, Modelo], Any, str, tuple[Any, ...]]:
        consulta = self.armar()
        compilador: Any = consulta.query.get_compiler(consulta.db)
        return consulta, compilador, *compilador.as_sql()

    def __call__(self, **valores: Any) -> list[Modelo]:
        consulta, compilador, sql, lugares = self.compilada
        suya, suyo = consulta.all(), copy(compilador)
        suyo.connection = connections[consulta.db]  # la del hilo, no la de quien compiló
        dichos = [lugar.valor(valores) if isinstance(lugar, Hueco) else lugar for lugar in lugares]
        suyo.as_sql = lambda *_, **__: (sql, dichos)
        suya.query.get_compiler = lambda *_, **__: suyo  # type: ignore[method-assign]  # sólo la de esta vez
        return list(ModelIterable(suya))


class Hueco(Value):
    """El lugar de un valor que todavía no se dice; ocupa el suyo entre los parámetros."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]

    def valor(self, valores: dict[str, Any]) -> Any:
        """Lo dicho para este hueco, como lo guarda la base. KeyError si no se dijo."""
        return self.output_field.get_db_prep_value(valores[self.value], connection)


def en_un_renglon(consulta: QuerySet[Any, Any], *cuentas: Any) -> QuerySet[Any, Any]:
    """Esas cuentas de la consulta entera, como `aggregate`, que no se puede preparar."""
    contada: QuerySet[Any, Any] = consulta.order_by().annotate(todo=Value(1)).values("todo").values_list(*cuentas)
    return contada


def hueco(nombre: str, campo: Field[Any, Any] | None = None) -> Any:
    """Va donde iría el valor, que es una llave si no se dice otra cosa: `filter(persona=hueco("persona"))`."""
    return Hueco(nombre, output_field=campo or BigIntegerField())


def ya_leidos(uno: Model, nombre: str, leidos: list[Any]) -> None:
    """Deja dicho que eso es lo que `uno` tiene por esa relación inversa, como `prefetch_related`."""
    relacion = uno._meta.get_field(nombre)
    for leido in leidos:
        setattr(leido, relacion.remote_field.name, uno)  # type: ignore[union-attr]  # siempre es una inversa
    todos = getattr(uno, nombre).all()
    todos._result_cache, todos._prefetch_done = leidos, True
    vars(uno).setdefault("_prefetched_objects_cache", {})[nombre] = todos


def estan_leidos(uno: Model, nombre: str) -> bool:
    """Si ya se dejaron dichos."""
    return nombre in vars(uno).get("_prefetched_objects_cache", {})
