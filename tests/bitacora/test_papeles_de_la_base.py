"""En PostgreSQL, tres papeles: lo de cada quien pasa y lo demás da «permission denied»."""

from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction

from auditoria.anclas.firmar import anclar
from bitacora import permisos
from bitacora.atado import todos_los_reparos
from bitacora.cadena import anotar
from bitacora.models import Ancla, Evento
from config import entorno
from config.duena import como_duena
from cuentas.entrada import invitaciones
from cuentas.personas import personas
from dictamenes.documento import revision

pytestmark = pytest.mark.django_db
CORRIDA, FIRMANTE = "prueba_corrida", "prueba_firmante"
NEGADO = "permission denied|must be owner"


@pytest.fixture
def papeles():
    """Los dos papeles que atienden, con los permisos que da la orden; el dueño es quien corre la prueba."""
    if connection.vendor != "postgresql":
        pytest.skip("en SQLite no hay papeles")
    with connection.cursor() as cursor:
        for orden in (f"CREATE ROLE {CORRIDA}", f"CREATE ROLE {FIRMANTE}", *permisos.ordenes(CORRIDA, FIRMANTE)):
            cursor.execute(orden)


@contextmanager
def como(papel):
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {papel}")
        try:
            yield cursor
        finally:
            cursor.execute("RESET ROLE")


def test_un_caso_entero_con_el_papel_de_la_corrida(papeles, mundo, en):
    with como(CORRIDA):
        mundo.emitida()
        alguien = personas.registrar(correo="alguien@ejemplo.invalid", nombre="Alguien", por=None, en=en)
        invitaciones.aceptar(invitaciones.invitar(alguien, por=None, en=en), "una frase larga y nueva", en=en)
        assert not list(todos_los_reparos())
        assert permisos.de_mas(anclas_aparte=True) == []


NO_PUEDE = {
    "cambiar un evento": "UPDATE bitacora_evento SET accion = 'otra'",
    "borrar un evento": "DELETE FROM bitacora_evento",
    "vaciar": "TRUNCATE bitacora_evento, bitacora_datosevento",
    "apagar un disparador": "ALTER TABLE bitacora_evento DISABLE TRIGGER ALL",
    "quitarlo": "DROP TRIGGER bitacora_evento_fija ON bitacora_evento",
    "poner otro": "CREATE TRIGGER otro BEFORE INSERT ON bitacora_evento EXECUTE FUNCTION bitacora_solo_agrega()",
    "ahuecar su función": "CREATE OR REPLACE FUNCTION public.bitacora_solo_agrega() RETURNS trigger AS 'BEGIN RETURN NEW; END' "
                          "LANGUAGE plpgsql",
    "hacerse pasar por réplica": "SET session_replication_role = replica",
    "callar con una regla": "CREATE RULE nada AS ON INSERT TO bitacora_evento DO INSTEAD NOTHING",
    "esconder renglones": "ALTER TABLE bitacora_evento ENABLE ROW LEVEL SECURITY",
    "cambiar el tipo": "ALTER TABLE bitacora_evento ALTER COLUMN accion TYPE text USING 'otra'",
    "poner un ancla": "INSERT INTO bitacora_ancla (numero, n, eslabon, raiz, frontera, anterior, en, cms, guardada) "
                      "VALUES (1, 1, '', '', '[]', '', '2099-01-01', '', '')",
    "editar un dato del evento": "UPDATE bitacora_datosevento SET evento_id = evento_id",
    "fingir que migró": "DELETE FROM django_migrations",
    "crear una tabla hija": "CREATE TABLE public.hija () INHERITS (bitacora_evento)",
}


@pytest.mark.parametrize("que", NO_PUEDE)
@pytest.mark.parametrize("papel", [CORRIDA, FIRMANTE])
def test_lo_demas_se_niega(papeles, mundo, papel, que):
    if (papel, que) == (FIRMANTE, "poner un ancla"):
        pytest.skip("es lo suyo")
    with como(papel) as cursor, pytest.raises(DatabaseError, match=NEGADO), transaction.atomic():
        cursor.execute(NO_PUEDE[que])


@pytest.mark.parametrize(("n", "fecha", "motivo"), [
    ("9223372036854775807", "now()", "al final"), ("-3", "now()", "al final|evento_desde_uno"),
    ("1 + (SELECT MAX(n) FROM bitacora_evento)", "'infinity'", "al final"),
    ("1 + (SELECT MAX(n) FROM bitacora_evento)", "'2300-01-01'", "al final"),
])
def test_un_evento_fuera_de_lugar_no_entra_ni_traba(papeles, mundo, n, fecha, motivo):
    """P2: con permiso de agregar no se tapa el camino, ni se cuela antes, ni se pone una fecha imposible."""
    with como(CORRIDA) as cursor:
        with pytest.raises(DatabaseError, match=motivo), transaction.atomic():
            cursor.execute(
                "INSERT INTO bitacora_evento (n, en, accion, objeto, huella, previo, eslabon) "  # noqa: S608 (la prueba)
                f"SELECT {n}, {fecha}, 'x', 'x', '', eslabon, 'nuevo' FROM bitacora_evento ORDER BY n DESC LIMIT 1"
            )
        antes = Evento.objects.latest("n").n
        anotar("prueba.hecha", "prueba:1", por=None, en=mundo.en)
    assert Evento.objects.latest("n").n == antes + 1


def test_el_firmante_ancla_y_no_toca_lo_demas(papeles, anclada, mundo, en):
    cuantas = Ancla.objects.count()
    with como(FIRMANTE) as cursor:
        assert anclar(en.replace(year=en.year + 1))
        with pytest.raises(DatabaseError, match=NEGADO), transaction.atomic():
            cursor.execute("UPDATE cuentas_usuario SET nombre = 'otro'")
    assert Ancla.objects.count() == cuantas + 1


def test_lo_que_puede_de_mas_se_dice(papeles, settings):
    settings.DEMOSTRACION = False
    dicho = revision.la_corrida_no_es_duena(None, databases=["default"])
    assert [uno.id for uno in dicho] == ["dictamenes.W002"], "la prueba corre como dueña"
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT DELETE ON bitacora_evento TO {CORRIDA}")
        cursor.execute(f"GRANT INSERT ON bitacora_ancla TO {CORRIDA}")
    with como(CORRIDA):
        assert "DELETE" in permisos.de_mas(anclas_aparte=True)[0]
        assert "anclas" in permisos.de_mas(anclas_aparte=True)[1]
        assert len(permisos.de_mas(anclas_aparte=False)) == 1


def test_sin_firmante_aparte_las_anclas_las_pone_la_corrida():
    if connection.vendor == "postgresql":
        dichas = list(permisos.ordenes("una"))
        assert 'GRANT INSERT ON "bitacora_ancla" TO "una"' in dichas


def test_la_orden_se_niega_si_no_hay_quien_separar(settings):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            settings.BASE_PAPEL_DE_LA_CORRIDA = cursor.fetchone()[0]
    with pytest.raises(CommandError, match="el dueño y también la corrida|En SQLite no hay papeles"):
        call_command("permisos_de_base")


def test_quien_migra_se_conecta_como_el_duenio(monkeypatch):
    antes = dict(connection.settings_dict)
    monkeypatch.setattr(connection, "close", lambda: None)
    with como_duena() as es_duena:
        assert not es_duena
    monkeypatch.setattr(entorno, "base_de_la_duena", lambda: {"USER": "la_duena", "PASSWORD": "x"})
    with como_duena() as es_duena:
        assert es_duena
        assert connection.settings_dict["USER"] == "la_duena"
    assert connection.settings_dict == antes
