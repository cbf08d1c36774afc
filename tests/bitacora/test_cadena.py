"""La cadena: encadena, delata y no se deja tocar."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import Error, IntegrityError, connection, transaction

from bitacora import cadena, disparadores
from bitacora.cadena import FueraDeTransaccion, anotar, renglones, verificar_cadena
from bitacora.models import DatosEvento, Evento
from bitacora.rechazos import Rechazo, con_constancia

pytestmark = pytest.mark.django_db


def _llenar(en, cuantos=5):
    for k in range(cuantos):
        anotar("prueba.hecha", f"prueba:{k}", por=None, en=en, datos={"k": k, "monto": "10.50"})


def _alterar(sql):
    with connection.schema_editor() as editor:
        disparadores.quitar(editor)
        editor.execute(sql)
        disparadores.poner(editor)


def test_encadena_y_verifica(en):
    _llenar(en)
    assert verificar_cadena().integra
    assert verificar_cadena().revisados == 5
    assert Evento.objects.get(n=2).previo == Evento.objects.get(n=1).eslabon


def test_dice_quien_actuo_o_que_fue_el_sistema(en, persona):
    quien = persona()
    for por in (quien, None):
        anotar("prueba.hecha", "prueba:1", por=por, en=en)
    assert [renglon.actor for renglon in renglones()] == [f"usuario:{quien.pk}", "sistema"]


def test_toma_la_cabeza_antes_de_leerla_y_avisa_ya_escrito(en, monkeypatch):
    pasos, leer = [], cadena._ultimo
    monkeypatch.setattr(cadena, "_tomar_cabeza", lambda: pasos.append("toma"))
    monkeypatch.setattr(cadena, "_ultimo", lambda: pasos.append("lee") or leer())
    monkeypatch.setattr(cadena, "_PROYECTORES", [])
    cadena.proyectar_con(lambda evento: pasos.append(Evento.objects.get(n=evento.n).accion))
    _llenar(en, 1)
    assert pasos == ["toma", "lee", "prueba.hecha"]


def test_la_sal_de_cada_evento_es_otra_y_cabe_entera(en):
    _llenar(en)
    sales = set(DatosEvento.objects.values_list("sal", flat=True))
    assert [len(sal) for sal in sales] == [DatosEvento._meta.get_field("sal").max_length] * 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("sql", "n", "motivo"),
    [
        ("UPDATE bitacora_evento SET accion='otra' WHERE n=3", 3, "alterado"),
        ("UPDATE bitacora_datosevento SET datos='{\"k\": 9}' WHERE evento_id=2", 2, "datos"),
        ("DELETE FROM bitacora_datosevento WHERE evento_id=4", 4, "faltan"),
        ("UPDATE bitacora_evento SET en='2020-01-01 00:00:00+00:00' WHERE n=5", 5, "alterado"),
    ],
)
def test_nombra_el_primer_eslabon_roto(en, sql, n, motivo):
    with transaction.atomic():
        _llenar(en)
    _alterar(sql)
    resultado = verificar_cadena()
    assert (resultado.roto_en, motivo in resultado.motivo) == (n, True)
    with pytest.raises(SystemExit, match="1"):
        call_command("verificar_bitacora")
    with pytest.raises(SystemExit, match="1"):
        call_command("verificar_bitacora", "--json", stdout=(dicho := StringIO()))
    assert f'"motivo": "{resultado.motivo}"' in dicho.getvalue(), "con sus acentos: lo lee también una persona"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE bitacora_evento SET accion='otra'",
        "DELETE FROM bitacora_evento",
        "UPDATE bitacora_datosevento SET datos='{}'",
        "DELETE FROM bitacora_datosevento",
    ],
)
def test_la_base_rechaza_cambiar_la_bitacora(en, sql):
    _llenar(en)
    with pytest.raises(Error, match="sólo se agrega"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_la_clave_de_una_sola_vez_no_se_repite(en):
    anotar("prueba.hecha", "prueba:1", por=None, en=en, clave="una")
    with pytest.raises(IntegrityError), transaction.atomic():
        anotar("prueba.hecha", "prueba:1", por=None, en=en, clave="una")


def test_no_admite_flotantes(en):
    with pytest.raises(ValueError, match="flotantes"):
        anotar("prueba.hecha", "prueba:1", por=None, en=en, datos={"monto": 1.5})


@pytest.mark.django_db(transaction=True)
def test_exige_transaccion(en):
    with pytest.raises(FueraDeTransaccion):
        anotar("prueba.hecha", "prueba:1", por=None, en=en)


@pytest.mark.django_db(transaction=True)
def test_el_rechazo_queda_aunque_el_acto_se_deshaga(en):
    def acto():
        with con_constancia("prueba.hacer", "prueba:1", por=None, en=en), transaction.atomic():
            anotar("prueba.hecha", "prueba:1", por=None, en=en)
            raise Rechazo("no le toca")

    with pytest.raises(Rechazo):
        acto()
    assert list(Evento.objects.values_list("accion", flat=True)) == ["acceso.rechazado"]
    assert DatosEvento.objects.get().datos["motivo"] == "no le toca"
