"""Las consultas que corren en cada petición: Django las compila una vez y después sólo cambian sus valores."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Field, QuerySet, Value


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
