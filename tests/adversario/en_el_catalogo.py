"""Lo que miente sin tocar un renglón de la bitácora: vistas, reglas, disparadores, esquemas, restricciones."""

from __future__ import annotations

from bitacora import disparadores
from tests.adversario.alteracion import alteracion, sqlite_y_pg
from tests.adversario.historia import Historia

SOLO_SQLITE, SOLO_PG = ("sqlite",), ("postgresql",)
EN_PG = "CREATE FUNCTION callar() RETURNS trigger AS $$BEGIN RETURN NULL; END$$ LANGUAGE plpgsql"


def _catalogo(clave: str, que: str, *ordenes: str, motores=SOLO_PG, ven: str = "I", antes: str | None = None) -> None:
    def hacer(h: Historia) -> None:
        h.libre()
        h.sql(*ordenes)

    alteracion(clave, que, ven=ven, motores=motores, antes=antes)(hacer)


@alteracion("32", "quitar los disparadores", ven="I", antes="")
def _(h: Historia) -> None:
    h.disparadores(disparadores.quitar)


_catalogo("apagado", "apagar un disparador (DISABLE)", "ALTER TABLE bitacora_evento DISABLE TRIGGER bitacora_evento_fija", antes="")
_catalogo("réplica", "dejarlo sólo para réplicas (ENABLE REPLICA)", "ALTER TABLE bitacora_evento ENABLE REPLICA TRIGGER bitacora_evento_fija", antes="")
_catalogo("hueco-función", "vaciar la función del disparador",
          "CREATE OR REPLACE FUNCTION bitacora_solo_agrega() RETURNS trigger AS $$BEGIN RETURN NULL; END$$ LANGUAGE plpgsql", antes="")
_catalogo("regla", "una regla que calla lo que se haga", "CREATE RULE callar AS ON UPDATE TO bitacora_evento DO INSTEAD NOTHING", antes="")
_catalogo("rls", "esconder renglones (row security)", "ALTER TABLE bitacora_evento ENABLE ROW LEVEL SECURITY",
          "CREATE POLICY p ON bitacora_evento USING (n < 20)", antes="MIACP")
_catalogo("hereda", "una tabla hija con eventos falsos", "CREATE TABLE hija () INHERITS (bitacora_evento)",
          "INSERT INTO hija SELECT * FROM bitacora_evento WHERE n = 5", ven="MSRACTIP", antes="MISRACP")
_catalogo("dos-caras", "una vista de dos caras en lugar de los datos", "ALTER TABLE bitacora_datosevento RENAME TO guardada",
          "CREATE VIEW bitacora_datosevento AS SELECT * FROM guardada", antes="")
_catalogo("sombra", "un esquema que se busca antes y trae su propia bitácora", "CREATE SCHEMA sombra",
          "CREATE TABLE sombra.bitacora_evento AS SELECT * FROM public.bitacora_evento", "SET LOCAL search_path = sombra, public")
_catalogo("sin-unicidad", "quitar que la clave de un envío sea una sola", "ALTER TABLE bitacora_evento DROP CONSTRAINT bitacora_evento_clave_key")
_catalogo("sin-desde-uno", "quitar la restricción de que n ≥ 1", "ALTER TABLE bitacora_evento DROP CONSTRAINT evento_desde_uno")
_catalogo("volátil", "hacer que la bitácora no sobreviva a una caída (UNLOGGED)", "ALTER TABLE bitacora_ancla SET UNLOGGED")
_catalogo("regla-ajena", "una regla que calla los avisos a quien audita", "CREATE RULE callar AS ON INSERT TO cuentas_aviso DO INSTEAD NOTHING")
_catalogo("vista-ajena", "una vista en lugar de los nombramientos", "ALTER TABLE cuentas_nombramiento RENAME TO guardados",
          "CREATE VIEW cuentas_nombramiento AS SELECT * FROM guardados")
_catalogo("rls-ajena", "esconder expedientes (row security)", "ALTER TABLE dictamenes_solicitud ENABLE ROW LEVEL SECURITY")

_catalogo("esquema-a-mano", "reescribir el texto de un disparador con writable_schema", "PRAGMA writable_schema = ON",
          "UPDATE sqlite_master SET sql = replace(sql, 'BEFORE DELETE', 'BEFORE UPDATE') WHERE name = 'bitacora_evento_delete'",
          "PRAGMA writable_schema = OFF", motores=SOLO_SQLITE)
_catalogo("disparador-hueco", "un disparador que no hace nada, con el nombre del bueno", "DROP TRIGGER bitacora_evento_update",
          "CREATE TRIGGER bitacora_evento_update BEFORE UPDATE ON bitacora_evento WHEN 0 BEGIN SELECT 1; END", motores=SOLO_SQLITE)

alteracion("de-más", "un disparador de más que calla una acción", ven="I")(lambda h: (h.libre(), h.motor == "postgresql" and h.sql(EN_PG), sqlite_y_pg(
    "CREATE TRIGGER callar BEFORE INSERT ON bitacora_evento WHEN NEW.accion = 'x' BEGIN SELECT RAISE(IGNORE); END",
    "CREATE TRIGGER callar BEFORE INSERT ON bitacora_evento FOR EACH ROW WHEN (NEW.accion = 'x') EXECUTE FUNCTION callar()")(h)))
alteracion("ajeno", "un disparador en otra tabla: cada vez que se firma, cambia lo resuelto", ven="I")(lambda h: (
    h.libre(), h.motor == "postgresql" and h.sql(EN_PG), sqlite_y_pg(
        "CREATE TRIGGER callar AFTER UPDATE ON dictamenes_dictamen BEGIN UPDATE dictamenes_sentidodeconcepto SET sentido = 'favorable'; END",
        "CREATE TRIGGER callar BEFORE INSERT ON cuentas_aviso FOR EACH ROW EXECUTE FUNCTION callar()")(h)))
