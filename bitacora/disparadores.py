"""Los disparadores que hacen de una tabla (la bitácora, ante todo) un libro que sólo crece, en los dos motores.

Los datos de un evento admiten un solo cambio, y una sola vez: quitarles la sal y dejar lo que su lápida conserva. Un
evento o un ancla sólo se agregan al final: con otro número, otro previo o una fecha imposible se rechazan aunque los
escriba quien tiene permiso de agregar.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

EVENTO, DATOS, ANCLA = "bitacora_evento", "bitacora_datosevento", "bitacora_ancla"
TABLAS = (EVENTO, DATOS)
QUE_SOLO_CRECEN = (
    *TABLAS, ANCLA, "dictamenes_opinionanterior", "dictamenes_versionpublica", "indicadores_publicaciondedatos",
    "indicadores_archivopublicado",
)
MENSAJE = "a esta tabla sólo se agrega"
AL_FINAL = "a la bitácora sólo se agrega al final, y encadenado"
ORIGEN = "0" * 64

_CON_LAPIDA = """OLD.sal <> '' AND NEW.sal = '' AND NEW.hojas IS NOT NULL AND NEW.evento_id = OLD.evento_id AND EXISTS (
SELECT 1 FROM bitacora_evento lapida JOIN bitacora_evento propuesta ON propuesta.objeto = lapida.objeto
WHERE lapida.objeto = 'evento:' || OLD.evento_id AND lapida.accion = 'datos.cancelados'
AND propuesta.accion = 'datos.cancelacion_propuesta' AND OLD.evento_id < propuesta.n AND propuesta.n < lapida.n
AND propuesta.por_id <> lapida.por_id AND propuesta.formato > 1 AND lapida.formato > 1
AND propuesta.etiqueta <> '' AND lapida.etiqueta <> '')"""
"""Sólo se cancela lo que dos personas dispusieron, y dejando las hojas de lo que se va."""

_FUERA_DE_LUGAR = {
    EVENTO: f"""NEW.n <> 1 + COALESCE((SELECT MAX(n) FROM bitacora_evento), 0)
OR NEW.previo <> COALESCE((SELECT eslabon FROM bitacora_evento ORDER BY n DESC LIMIT 1), '{ORIGEN}')
OR NEW.formato < COALESCE((SELECT formato FROM bitacora_evento ORDER BY n DESC LIMIT 1), 1)
OR NEW.en NOT BETWEEN '2000-01-01' AND '2200-01-01'""",  # noqa: S608 (sólo constantes)
    ANCLA: """NEW.numero <> 1 + COALESCE((SELECT MAX(numero) FROM bitacora_ancla), 0)
OR NEW.n <= COALESCE((SELECT MAX(n) FROM bitacora_ancla), 0)
OR NEW.en NOT BETWEEN '2000-01-01' AND '2200-01-01'""",
}
"""Qué renglón nuevo no sigue al último de su tabla. Así se entiende en los dos motores."""

_REEMPLAZA = {
    EVENTO: "EXISTS (SELECT 1 FROM bitacora_evento WHERE eslabon = NEW.eslabon OR clave = NEW.clave)",
    DATOS: "EXISTS (SELECT 1 FROM bitacora_datosevento WHERE evento_id = NEW.evento_id)",
}
"""En SQLite, `INSERT OR REPLACE` borra el renglón que choca sin disparar su borrado: tampoco se admite."""


def poner(schema_editor: Any, tablas: Iterable[str] = TABLAS) -> None:
    """Crea los disparadores de esas tablas: rechazan UPDATE, DELETE, TRUNCATE y lo que se agregue fuera de lugar."""
    motor = schema_editor.connection.vendor
    if motor == "postgresql":
        for nombre, cuerpo in FUNCIONES.items():
            orden = f"CREATE OR REPLACE FUNCTION {nombre}() RETURNS trigger AS $${cuerpo}$$ LANGUAGE plpgsql"
            schema_editor.execute(orden)
    for tabla in tablas:
        for orden in de_tabla(motor, tabla).values():
            schema_editor.execute(orden)


def quitar(schema_editor: Any, tablas: Iterable[str] = TABLAS) -> None:
    """Retira los disparadores (sólo para deshacer la migración y para vaciar la base de pruebas)."""
    motor = schema_editor.connection.vendor
    for tabla in tablas:
        for nombre in de_tabla(motor, tabla):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {nombre}{f' ON {tabla}' if motor == 'postgresql' else ''}")


def de_tabla(motor: str, tabla: str) -> dict[str, str]:
    """Cada disparador de esa tabla: su nombre y la orden que lo crea."""
    return dict(_de_postgresql(tabla) if motor == "postgresql" else _de_sqlite(tabla))


FUNCIONES = {
    "bitacora_solo_agrega": f"\nBEGIN RAISE EXCEPTION '{MENSAJE}'; END ",
    "bitacora_solo_cancela": f"\nBEGIN IF {_CON_LAPIDA} THEN RETURN NEW; END IF; RAISE EXCEPTION '{MENSAJE}'; END ",
    **{
        f"{tabla}_sigue": f"\nBEGIN IF {cuando} THEN\nRAISE EXCEPTION '{AL_FINAL}' USING ERRCODE = 'check_violation';"
        " END IF; RETURN NEW; END "
        for tabla, cuando in _FUERA_DE_LUGAR.items()
    },
}


def _de_postgresql(tabla: str) -> Iterator[tuple[str, str]]:
    verbos = "DELETE OR TRUNCATE" if tabla == DATOS else "DELETE OR UPDATE OR TRUNCATE"
    yield f"{tabla}_fija", _disparador(tabla, "fija", verbos, "STATEMENT", "bitacora_solo_agrega")
    if tabla == DATOS:
        yield f"{tabla}_cancela", _disparador(tabla, "cancela", "UPDATE", "ROW", "bitacora_solo_cancela")
    if tabla in _FUERA_DE_LUGAR:
        yield f"{tabla}_sigue", _disparador(tabla, "sigue", "INSERT", "ROW", f"{tabla}_sigue")


def _disparador(tabla: str, que: str, verbos: str, por: str, funcion: str) -> str:
    return f"CREATE TRIGGER {tabla}_{que} BEFORE {verbos} ON {tabla} FOR EACH {por} EXECUTE FUNCTION {funcion}()"


def _de_sqlite(tabla: str) -> Iterator[tuple[str, str]]:
    for verbo in ("UPDATE", "DELETE"):
        salvo = f"WHEN NOT ({_CON_LAPIDA}) " if (tabla, verbo) == (DATOS, "UPDATE") else ""
        yield f"{tabla}_{verbo.lower()}", (
            f"CREATE TRIGGER {tabla}_{verbo.lower()} BEFORE {verbo} ON {tabla} "
            f"{salvo}BEGIN SELECT RAISE(ABORT, '{MENSAJE}'); END"
        )
    if cuando := " OR ".join(regla[tabla] for regla in (_FUERA_DE_LUGAR, _REEMPLAZA) if tabla in regla):
        yield f"{tabla}_sigue", (
            f"CREATE TRIGGER {tabla}_sigue BEFORE INSERT ON {tabla} WHEN {cuando} "
            f"BEGIN SELECT RAISE(ABORT, '{AL_FINAL}'); END"
        )
