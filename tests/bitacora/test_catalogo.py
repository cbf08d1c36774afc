"""Lo que miente sin tocar un renglón: el catálogo de la base se compara con lo que se puso. Y a la bitácora sólo se agrega al final."""

from __future__ import annotations

import pytest
from django.db import Error, connection, transaction

from bitacora import catalogo, disparadores
from bitacora.models import Evento
from cuentas import reloj
from tests.bitacora.ataques import llenar

pytestmark = pytest.mark.django_db(transaction=True)


def correr(*ordenes):
    with connection.cursor() as cursor:
        for orden in ordenes:
            cursor.execute(orden)


@pytest.fixture
def por_reponer():
    """Deja los disparadores como estaban, aunque la prueba los haya quitado o cambiado."""
    yield
    with connection.schema_editor() as editor:
        disparadores.quitar(editor, disparadores.QUE_SOLO_CRECEN)
        disparadores.poner(editor, disparadores.QUE_SOLO_CRECEN)


def test_como_se_puso_no_hay_reparo():
    assert list(catalogo.reparos()) == []


@pytest.mark.parametrize("tabla", disparadores.QUE_SOLO_CRECEN)
def test_dice_que_disparador_falta_en_cada_tabla(tabla, por_reponer):
    with connection.schema_editor() as editor:
        disparadores.quitar(editor, [tabla])
    debidos = disparadores.de_tabla(connection.vendor, tabla)
    assert set(catalogo.reparos()) == {(tabla, f"le falta el disparador {nombre}") for nombre in debidos}


def test_un_disparador_hueco_y_uno_de_mas_se_nombran(por_reponer):
    if connection.vendor == "postgresql":
        correr("CREATE OR REPLACE FUNCTION bitacora_solo_agrega() RETURNS trigger AS $$BEGIN RETURN NULL; END$$ LANGUAGE plpgsql",
               "CREATE TRIGGER callar BEFORE INSERT ON bitacora_evento FOR EACH ROW EXECUTE FUNCTION bitacora_solo_agrega()")
        esperado = "la función bitacora_solo_agrega no es la que se puso"
    else:
        correr("DROP TRIGGER bitacora_evento_update",
               "CREATE TRIGGER bitacora_evento_update BEFORE UPDATE ON bitacora_evento WHEN 0 BEGIN SELECT 1; END",
               "CREATE TRIGGER callar BEFORE INSERT ON bitacora_evento WHEN NEW.accion='x' BEGIN SELECT RAISE(IGNORE); END")
        esperado = "el disparador bitacora_evento_update no es el que se le puso"
    dichos = [reparo for tabla, reparo in catalogo.reparos() if tabla == "bitacora_evento"]
    assert {esperado, "tiene un disparador que nadie le puso: callar"} <= set(dichos)
    correr(f"DROP TRIGGER callar{' ON bitacora_evento' if connection.vendor == 'postgresql' else ''}")


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="RLS, reglas, herencia y disparadores apagados sólo existen en PostgreSQL")
@pytest.mark.parametrize(("hacer", "deshacer", "dicho"), [
    ("ALTER TABLE bitacora_evento DISABLE TRIGGER bitacora_evento_fija",
     "ALTER TABLE bitacora_evento ENABLE TRIGGER bitacora_evento_fija", "el disparador bitacora_evento_fija está apagado"),
    ("ALTER TABLE bitacora_evento ENABLE REPLICA TRIGGER bitacora_evento_fija",
     "ALTER TABLE bitacora_evento ENABLE TRIGGER bitacora_evento_fija", "el disparador bitacora_evento_fija está apagado"),
    ("ALTER TABLE bitacora_evento ENABLE ROW LEVEL SECURITY", "ALTER TABLE bitacora_evento DISABLE ROW LEVEL SECURITY",
     "esconde renglones (row security)"),
    ("CREATE RULE callar AS ON INSERT TO bitacora_evento WHERE NEW.accion='x' DO INSTEAD NOTHING",
     "DROP RULE callar ON bitacora_evento", "trae una regla"),
    ("CREATE TABLE hija () INHERITS (bitacora_evento)", "DROP TABLE hija", "hereda"),
])
def test_en_postgresql_lo_que_se_calla_en_el_catalogo(hacer, deshacer, dicho):
    correr(hacer)
    try:
        assert ("bitacora_evento", dicho) in set(catalogo.reparos())
    finally:
        correr(deshacer)
    assert list(catalogo.reparos()) == []


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="en SQLite una vista no admite los disparadores de una tabla")
def test_una_vista_de_dos_caras_se_nombra():
    correr("ALTER TABLE bitacora_datosevento RENAME TO guardada", "CREATE VIEW bitacora_datosevento AS SELECT * FROM guardada")
    try:
        assert ("bitacora_datosevento", "no es una tabla sino otra cosa") in set(catalogo.reparos())
    finally:
        correr("DROP VIEW bitacora_datosevento", "ALTER TABLE guardada RENAME TO bitacora_datosevento")


@pytest.mark.parametrize(("hacer", "deshacer", "dicho"), [
    ("CREATE TRIGGER ajeno AFTER UPDATE ON cuentas_aviso BEGIN SELECT 1; END", "DROP TRIGGER ajeno",
     ("cuentas_aviso", "tiene un disparador que nadie le puso: ajeno")),
    ("CREATE VIEW otra AS SELECT 1", "DROP VIEW otra", ("otra", "no es una tabla sino otra cosa")),
])
def test_en_las_demas_tablas_no_va_nada(hacer, deshacer, dicho):
    if connection.vendor == "postgresql" and "TRIGGER" in hacer:
        hacer = "CREATE TRIGGER ajeno AFTER UPDATE ON cuentas_aviso FOR EACH STATEMENT EXECUTE FUNCTION bitacora_solo_agrega()"
        deshacer = "DROP TRIGGER ajeno ON cuentas_aviso"
    correr(hacer)
    try:
        assert dicho in set(catalogo.reparos())
    finally:
        correr(deshacer)
    assert list(catalogo.reparos()) == []


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="en SQLite una restricción no se quita sin rehacer la tabla")
@pytest.mark.parametrize(("quitar", "poner", "dicho"), [
    ("DROP CONSTRAINT bitacora_evento_clave_key", "ADD CONSTRAINT bitacora_evento_clave_key UNIQUE (clave)",
     "ya admite repetida su columna clave"),
    ("DROP CONSTRAINT evento_desde_uno", "ADD CONSTRAINT evento_desde_uno CHECK (n >= 1)", "le falta la restricción evento_desde_uno"),
])
def test_una_restriccion_de_menos_se_nombra(quitar, poner, dicho):
    correr(f"ALTER TABLE bitacora_evento {quitar}")
    try:
        assert ("bitacora_evento", dicho) in set(catalogo.reparos())
    finally:
        correr(f"ALTER TABLE bitacora_evento {poner}")
    assert list(catalogo.reparos()) == []


CAMPOS = "(n, en, accion, objeto, huella, previo, eslabon, formato)"


@pytest.mark.parametrize(("cambios", "como"), [
    ({"n": -3}, "INSERT"), ({"n": 0}, "INSERT"), ({"n": 2**63 - 1}, "INSERT"), ({"n": 3}, "INSERT"), ({"n": 9}, "INSERT"),
    ({"previo": "f" * 64}, "INSERT"), ({"formato": 1}, "INSERT"), ({"en": "9999-12-31 00:00:00+00"}, "INSERT"), ({"en": "0001-01-01 00:00:00+00"}, "INSERT"),
])
def test_un_evento_solo_se_agrega_al_final_y_encadenado(cambios, como, en):
    """M3 y P2: con permiso de agregar no se mete uno antes del primero, ni uno que tape el camino, ni en una fecha imposible."""
    llenar(en)
    with pytest.raises(Error, match="al final"), transaction.atomic():
        _insertar(**cambios)
    assert Evento.objects.count() == 6
    _insertar()
    assert Evento.objects.latest("n").n == 7


def _insertar(**cambios):
    ultimo = Evento.objects.latest("n")
    datos = {"n": ultimo.n + 1, "en": reloj.ahora().isoformat(), "accion": "x", "objeto": "x:1", "huella": "0" * 64,
             "previo": ultimo.eslabon, "eslabon": f"{ultimo.n + 1:064x}", "formato": 2, **cambios}
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO bitacora_evento {CAMPOS} VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", list(datos.values()))


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="INSERT OR REPLACE sólo existe en SQLite")
def test_en_sqlite_reemplazar_no_borra_nada(en):
    llenar(en)
    ultimo = Evento.objects.latest("n")
    for orden in (
        f"INSERT OR REPLACE INTO bitacora_evento {CAMPOS} SELECT 7, en, 'otra', objeto, huella, eslabon, eslabon, 2 FROM bitacora_evento WHERE n=6",
        "INSERT OR REPLACE INTO bitacora_datosevento SELECT evento_id, sal, '{}', hojas FROM bitacora_datosevento WHERE evento_id=2",
        "REPLACE INTO bitacora_evento SELECT * FROM bitacora_evento WHERE n=3",
    ):
        with pytest.raises(Error, match="al final"), transaction.atomic():
            correr(orden)
    assert (Evento.objects.count(), Evento.objects.latest("n").eslabon) == (6, ultimo.eslabon)
