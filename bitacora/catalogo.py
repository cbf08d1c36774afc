"""¿Las tablas que sólo crecen siguen siendo tablas, con los disparadores que se les pusieron y nada más?

Quien administra la base puede mentir sin tocar un renglón: una vista en lugar de la tabla, una regla que calla un
evento, un disparador apagado o hueco. Aquí se compara el catálogo de la base con lo que `disparadores` pone. En las
demás tablas no va ningún disparador, regla ni vista: uno en otra cambiaría un hecho cada vez que alguien actúa.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
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
_AJENOS = {
    "sqlite": "SELECT tbl_name, type, name FROM sqlite_master WHERE type IN ('trigger', 'view')",
    "postgresql": """SELECT c.relname, q.que, q.nombre FROM pg_class c CROSS JOIN LATERAL (
SELECT 'trigger', tgname FROM pg_trigger WHERE tgrelid = c.oid AND NOT tgisinternal
UNION ALL SELECT 'rule', rulename FROM pg_rewrite WHERE ev_class = c.oid AND c.relkind <> 'v'
UNION ALL SELECT 'view', c.relname WHERE c.relkind IN ('v', 'm', 'f')
UNION ALL SELECT 'rls', c.relname WHERE c.relrowsecurity OR c.relforcerowsecurity) q(que, nombre)
WHERE c.relnamespace = ANY(current_schemas(false)::regnamespace[])""",
}
DE_MAS = {
    "trigger": "tiene un disparador que nadie le puso: {}", "rule": "trae una regla: {}",
    "view": "no es una tabla sino otra cosa", "rls": "esconde renglones (row security)",
}
SIEMPRE = "O"  # encendido salvo en réplica, como nace
RASGOS = (
    "no es una tabla sino otra cosa", "esconde renglones (row security)", "no es permanente", "trae una regla",
    "hereda",
)


def reparos() -> Iterator[Reparo]:
    """Lo que no casa, tabla por tabla; nada si todo está como se puso."""
    de_tabla = _en_postgresql if connection.vendor == "postgresql" else _en_sqlite
    for tabla in disparadores.QUE_SOLO_CRECEN:
        for reparo in (*de_tabla(tabla), *_restricciones(tabla)):
            yield tabla, reparo
    yield from _en_las_demas()


def _en_las_demas() -> Iterator[Reparo]:
    """Lo que cuelga de las otras tablas: ahí no va nada."""
    with connection.cursor() as cursor:
        cursor.execute(_AJENOS[connection.vendor])
        hallados = cursor.fetchall()
    for tabla, que, nombre in hallados:
        if tabla not in disparadores.QUE_SOLO_CRECEN:
            yield tabla, DE_MAS[que].format(nombre)


def _restricciones(tabla: str) -> Iterator[str]:
    """Las que el modelo pide y la base ya no tiene: con una clave repetida, un envío se contaría dos veces."""
    modelo = next((m for m in apps.get_models() if m._meta.db_table == tabla), None)
    if modelo is None:
        return
    with connection.cursor() as cursor:
        puestas = connection.introspection.get_constraints(cursor, tabla)
    unicas = {tuple(una["columns"]) for una in puestas.values() if una["unique"] or una["primary_key"]}
    for campo in modelo._meta.local_concrete_fields:
        if (campo.unique or campo.primary_key) and (campo.column,) not in unicas:
            yield f"ya admite repetida su columna {campo.column}"
    for restriccion in modelo._meta.constraints:
        if restriccion.name not in puestas:
            yield f"le falta la restricción {restriccion.name}"


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
