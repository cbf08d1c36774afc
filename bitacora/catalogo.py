"""¿Las tablas que sólo crecen siguen siendo tablas, con los disparadores que se les pusieron y nada más?

Quien administra la base puede mentir sin tocar un renglón: una vista en lugar de la tabla, una regla que calla un
evento, un disparador apagado o hueco. Aquí se compara el catálogo de la base con lo que `disparadores` pone.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from bitacora import disparadores

Reparo = tuple[str, str]

_CLASE = """SELECT c.relkind, c.relrowsecurity OR c.relforcerowsecurity, c.relpersistence,
EXISTS (SELECT 1 FROM pg_rewrite WHERE ev_class = c.oid),
EXISTS (SELECT 1 FROM pg_inherits WHERE inhparent = c.oid OR inhrelid = c.oid)
FROM pg_class c WHERE c.oid = to_regclass(%s)"""
_PUESTOS = """SELECT t.tgname, t.tgenabled, regexp_replace(pg_get_triggerdef(t.oid), ' ON [^ ]*\\.', ' ON '),
p.proname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
WHERE t.tgrelid = to_regclass(%s) AND NOT t.tgisinternal"""
SIEMPRE = "O"  # encendido salvo en réplica, como nace
RASGOS = (
    "no es una tabla sino otra cosa", "esconde renglones (row security)", "no es permanente", "trae una regla",
    "hereda",
)


def reparos() -> Iterator[Reparo]:
    """Lo que no casa, tabla por tabla; nada si todo está como se puso."""
    de_tabla = _en_postgresql if connection.vendor == "postgresql" else _en_sqlite
    for tabla in disparadores.QUE_SOLO_CRECEN:
        for reparo in de_tabla(tabla):
            yield tabla, reparo


def _en_sqlite(tabla: str) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT type FROM sqlite_master WHERE name = %s", [tabla])
        clase = cursor.fetchone()
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [tabla])
        puestos = dict(cursor.fetchall())
    if clase != ("table",):
        yield RASGOS[0]
    yield from _contra(puestos, disparadores.de_tabla("sqlite", tabla))


def _en_postgresql(tabla: str) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(_CLASE, [tabla])
        clase, *rasgos = cursor.fetchone() or ("", False, "p", False, False)
        cursor.execute(_PUESTOS, [tabla])
        puestos = cursor.fetchall()
    malos = (clase != "r", rasgos[0], rasgos[1] != "p", *rasgos[2:])
    yield from (RASGOS[n] for n, malo in enumerate(malos) if malo)
    yield from _contra({n: d for n, _, d, *_ in puestos}, disparadores.de_tabla("postgresql", tabla))
    for nombre, encendido, _, funcion, cuerpo in puestos:
        if encendido != SIEMPRE:
            yield f"el disparador {nombre} está apagado"
        if cuerpo != disparadores.FUNCIONES.get(funcion):
            yield f"la función {funcion} no es la que se puso"


def _contra(puestos: dict[str, str], debidos: dict[str, str]) -> Iterator[str]:
    for nombre in sorted({*puestos, *debidos}):
        if nombre not in puestos:
            yield f"le falta el disparador {nombre}"
        elif nombre not in debidos:
            yield f"tiene un disparador que nadie le puso: {nombre}"
        elif puestos[nombre] != debidos[nombre]:
            yield f"el disparador {nombre} no es el que se le puso"
