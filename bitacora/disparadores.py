"""Los disparadores que hacen de una tabla (la bitácora, ante todo) un libro que sólo crece, en los dos motores."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

TABLAS = ("bitacora_evento", "bitacora_datosevento")
MENSAJE = "a esta tabla sólo se agrega"

_FUNCION = f"""CREATE OR REPLACE FUNCTION bitacora_solo_agrega() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '{MENSAJE}'; END $$ LANGUAGE plpgsql"""


def poner(schema_editor: Any, tablas: Iterable[str] = TABLAS) -> None:
    """Crea los disparadores que rechazan UPDATE, DELETE y (en PostgreSQL) TRUNCATE."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_FUNCION)
        for tabla in tablas:
            schema_editor.execute(
                f"CREATE TRIGGER {tabla}_fija BEFORE UPDATE OR DELETE OR TRUNCATE ON {tabla} "
                "FOR EACH STATEMENT EXECUTE FUNCTION bitacora_solo_agrega()"
            )
        return
    for tabla in tablas:
        for verbo in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER {tabla}_{verbo.lower()} BEFORE {verbo} ON {tabla} "
                f"BEGIN SELECT RAISE(ABORT, '{MENSAJE}'); END"
            )


def quitar(schema_editor: Any, tablas: Iterable[str] = TABLAS) -> None:
    """Retira los disparadores (sólo para deshacer la migración y para vaciar la base de pruebas)."""
    for tabla in tablas:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {tabla}_fija ON {tabla}")
            continue
        for verbo in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {tabla}_{verbo}")
