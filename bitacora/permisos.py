"""Con qué permisos corre el sistema en PostgreSQL: tres papeles, y ninguno de los dos que atienden es el dueño.

El dueño sólo migra. La corrida (web y trabajador) hace su trabajo, pero de la bitácora sólo lee y agrega, y no pone
anclas. El firmante lee todo y sólo agrega eventos, anclas y avisos.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import connection

from bitacora.disparadores import ANCLA, DATOS, EVENTO, QUE_SOLO_CRECEN

DEL_FIRMANTE = (EVENTO, DATOS, ANCLA, "cuentas_aviso")
SOLO_SE_LEEN = ("django_migrations",)
CANCELABLES = "sal, datos, hojas"  # lo único que una lápida cambia
NI_CON_PERMISO = ("UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES")
_DE_MAS = """SELECT current_user, r.rolsuper, pg_has_role(current_user, c.relowner, 'MEMBER'),
ARRAY(SELECT p FROM unnest(%s::text[]) p WHERE has_table_privilege(current_user, c.oid, p)),
has_table_privilege(current_user, to_regclass(%s), 'INSERT')
FROM pg_class c, pg_roles r WHERE c.oid = to_regclass(%s) AND r.rolname = current_user"""


def ordenes(corrida: str, firmante: str = "") -> Iterator[str]:
    """Lo que el dueño ejecuta para dejar a cada papel lo suyo y nada más; se puede repetir.

    Sin `firmante`, las anclas las pone la corrida: es lo que queda donde todavía no se separa.
    """
    tablas = connection.introspection.table_names()
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
    yield "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC"
    for papel in filter(None, (corrida, firmante)):
        yield from _a(papel, "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}",
                      "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {}", "GRANT USAGE ON SCHEMA public TO {}",
                      "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}")
    yield from _a(corrida, "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}")
    anclas = (ANCLA,) if firmante else ()
    for tabla in sorted(set(tablas) - {*SOLO_SE_LEEN, *anclas}):
        verbos = "INSERT" if tabla in QUE_SOLO_CRECEN else "INSERT, UPDATE, DELETE"
        yield from _a(corrida, f"GRANT {verbos} ON {connection.ops.quote_name(tabla)} TO {{}}")
    yield from _a(corrida, f"GRANT UPDATE ({CANCELABLES}) ON {DATOS} TO {{}}")
    if firmante:
        yield from _a(firmante, f"GRANT INSERT ON {', '.join(DEL_FIRMANTE)} TO {{}}",
                      "GRANT USAGE, SELECT ON SEQUENCE cuentas_aviso_id_seq TO {}")


def de_mas(*, anclas_aparte: bool) -> list[str]:
    """Qué puede de más el papel con que se está conectado; nada en SQLite. `anclas_aparte`: si las pone el firmante."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(_DE_MAS, [list(NI_CON_PERMISO), ANCLA, EVENTO])
        papel, es_todo, es_duena, verbos, pone_anclas = cursor.fetchone() or ("", False, False, [], False)
    if es_todo or es_duena:
        que = "es superusuario" if es_todo else "es dueño de la bitácora"
        return [f"el papel «{papel}» con que corre el sistema {que}: puede apagar sus disparadores"]
    dichos = [f"el papel «{papel}» con que corre el sistema puede {', '.join(verbos)} en la bitácora"] if verbos else []
    if pone_anclas and anclas_aparte:
        dichos.append(f"el papel «{papel}» con que corre el sistema puede poner anclas: sólo le toca al firmante")
    return dichos


def _a(papel: str, *plantillas: str) -> Iterable[str]:
    return (plantilla.format(connection.ops.quote_name(papel)) for plantilla in plantillas)
