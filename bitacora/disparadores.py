"""Los disparadores que hacen de una tabla (la bitácora, ante todo) un libro que sólo crece, en los dos motores.

Los datos de un evento admiten un solo cambio, y una sola vez: quitarles la sal y dejar lo que su lápida conserva.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

DATOS = "bitacora_datosevento"
TABLAS = ("bitacora_evento", DATOS)
MENSAJE = "a esta tabla sólo se agrega"

_FUNCION = f"""CREATE OR REPLACE FUNCTION bitacora_solo_agrega() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '{MENSAJE}'; END $$ LANGUAGE plpgsql"""

_CON_LAPIDA = """OLD.sal <> '' AND NEW.sal = '' AND NEW.evento_id = OLD.evento_id AND EXISTS (
SELECT 1 FROM bitacora_evento WHERE accion = 'datos.cancelados' AND objeto = 'evento:' || OLD.evento_id
AND n > OLD.evento_id)"""

_FUNCION_DE_DATOS = f"""CREATE OR REPLACE FUNCTION bitacora_solo_cancela() RETURNS trigger AS $$
BEGIN IF {_CON_LAPIDA} THEN RETURN NEW; END IF; RAISE EXCEPTION '{MENSAJE}'; END $$ LANGUAGE plpgsql"""


def poner(schema_editor: Any, tablas: Iterable[str] = TABLAS) -> None:
    """Crea los disparadores que rechazan UPDATE, DELETE y (en PostgreSQL) TRUNCATE."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_FUNCION)
        schema_editor.execute(_FUNCION_DE_DATOS)
        for tabla in tablas:
            de_datos = tabla == DATOS
            schema_editor.execute(
                f"CREATE TRIGGER {tabla}_fija BEFORE {'' if de_datos else 'UPDATE OR '}DELETE OR TRUNCATE ON {tabla} "
                "FOR EACH STATEMENT EXECUTE FUNCTION bitacora_solo_agrega()"
            )
            if de_datos:
                schema_editor.execute(
                    f"CREATE TRIGGER {tabla}_cancela BEFORE UPDATE ON {tabla} "
                    "FOR EACH ROW EXECUTE FUNCTION bitacora_solo_cancela()"
                )
        return
    for tabla in tablas:
        for verbo in ("UPDATE", "DELETE"):
            salvo = f"WHEN NOT ({_CON_LAPIDA}) " if (tabla, verbo) == (DATOS, "UPDATE") else ""
            schema_editor.execute(
                f"CREATE TRIGGER {tabla}_{verbo.lower()} BEFORE {verbo} ON {tabla} "
                f"{salvo}BEGIN SELECT RAISE(ABORT, '{MENSAJE}'); END"
            )


def quitar(schema_editor: Any, tablas: Iterable[str] = TABLAS) -> None:
    """Retira los disparadores (sólo para deshacer la migración y para vaciar la base de pruebas)."""
    for tabla in tablas:
        if schema_editor.connection.vendor == "postgresql":
            for cual in ("fija", "cancela"):
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {tabla}_{cual} ON {tabla}")
            continue
        for verbo in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {tabla}_{verbo}")
